//! Any bytes as an export of one file, plain or zipped, read up to the tenant: nothing panics, and what is read can be anonymised.
#![no_main]

use breakglass_graph::anonymise::Anonymiser;
use breakglass_graph::{export, wire};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Small limits: the question is what the reader does, not how much memory there is.
    let limits = export::Limits { file_bytes: 1 << 20, total_bytes: 4 << 20, ..export::Limits::default() };
    let now = jiff::Timestamp::UNIX_EPOCH;
    if let Ok(snapshot) = export::read_bytes("export.json", bytes.to_vec(), now, &limits) {
        let _ = wire::read_tenant(&snapshot);
        let _ = wire::read_tenant(&Anonymiser::new(b"key").snapshot(&snapshot));
    }
});
