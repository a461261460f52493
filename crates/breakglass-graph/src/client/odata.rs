//! Paths and queries of OData requests, built so that no id or name can break out of its place.

use url::form_urlencoded::byte_serialize;

/// One path segment.
pub(crate) fn segment(text: &str) -> String {
    let encoded = encoded(text);
    // A segment of dots would climb; no id or user principal name is one.
    if text.chars().all(|character| character == '.') { encoded.replace('.', "%252E") } else { encoded }
}

/// `field eq 'value'`.
pub(crate) fn equals(field: &str, value: &str) -> String {
    format!("{field}%20eq%20{}", literal(value))
}

/// `field in ('a','b')`.
pub(crate) fn any_of<'a>(field: &str, values: impl Iterator<Item = &'a str>) -> String {
    let list: Vec<String> = values.map(literal).collect();
    format!("{field}%20in%20({})", list.join(","))
}

/// `startsWith(field,'value')`.
pub(crate) fn starts_with(field: &str, value: &str) -> String {
    format!("startsWith({field},{})", literal(value))
}

/// A string literal: quotes doubled, then percent-encoded.
fn literal(value: &str) -> String {
    format!("%27{}%27", encoded(&value.replace('\'', "''")))
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        assert_eq!(segment("a/../b?x#y"), "a%2F..%2Fb%3Fx%23y");
        assert_eq!(segment(".."), "%252E%252E");
        assert_eq!(equals("displayName", "O'Neil' or 1 eq 1"), "displayName%20eq%20%27O%27%27Neil%27%27%20or%201%20eq%201%27");
        assert_eq!(any_of("id", ["a", "b"].into_iter()), "id%20in%20(%27a%27,%27b%27)");
    }
}
