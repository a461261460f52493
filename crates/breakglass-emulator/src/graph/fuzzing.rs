//! What the fuzz targets ask of the inside: any text as a filter, any object asked by it. Not part of the emulator's interface.

use serde_json::Value;

use super::filter::Filter;

/// Reads a filter and asks it of an object; none where the text is no filter, else whether the object fits.
pub fn filter(text: &str, object: &Value) -> Option<bool> {
    let filter = Filter::parse(text).ok()?;
    // What else is asked of a filter, walks it as deep.
    let _ = (
        filter.is_advanced(),
        filter.values_of("id"),
        filter.demands("isAdmin"),
        filter.names_only("id"),
        filter.begins_with("displayName"),
    );
    Some(object.as_object().is_some_and(|object| filter.fits(object)))
}
