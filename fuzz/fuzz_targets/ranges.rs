//! Any text as an IP range: nothing panics, and a prefix is never longer than its family.
#![no_main]

use breakglass_model::tenant::IpRange;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(range) = IpRange::parse(text) {
        let most = if range.network.is_ipv4() { 32 } else { 128 };
        assert!(u32::from(range.prefix) <= most, "{range:?}");
    }
});
