//! Any text as a filter, any object asked by it: nothing panics, whatever nests in whatever.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (text, object) = input;
    let object = serde_json::from_str(object).unwrap_or_else(|_| {
        serde_json::json!({"id": "1", "displayName": "A", "isAdmin": true, "groupTypes": ["Unified"], "assignedLicenses": [{"skuId": "x"}]})
    });
    let _ = breakglass_emulator::fuzzing::filter(text, &object);
});
