//! Any text as a device filter: nothing panics, and what was parsed is parsed to the same again from its own tests' words.
#![no_main]

use breakglass_model::tenant::DeviceRule;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(rule) = DeviceRule::parse(text) {
        assert!(!rule.tests().is_empty(), "a rule without a test");
        assert_eq!(DeviceRule::parse(text).as_ref(), Ok(&rule));
        // In parentheses it means the same.
        let nested = DeviceRule::parse(&format!("({text})"));
        assert!(nested.is_err() || nested.as_ref() == Ok(&rule));
    }
});
