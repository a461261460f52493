//! Any JSON as the policies of an otherwise healthy tenant: they are read and proved without a panic, the evaluator agrees with every
//! counterexample and the checker with every proof.
#![no_main]

use breakglass_core::{Inquiry, prove};
use breakglass_graph::{export, wire};
use breakglass_model::build;
use breakglass_prover::access::Doubt;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let limits = export::Limits { file_bytes: 1 << 20, total_bytes: 4 << 20, ..export::Limits::default() };
    let now = jiff::Timestamp::UNIX_EPOCH;
    let Ok(snapshot) = export::read_bytes("policies.json", text.as_bytes().to_vec(), now, &limits) else { return };
    let read = wire::read_tenant(&snapshot);
    let mut tenant = build::healthy();
    tenant.policies = read.policies;
    let proofs = prove(&tenant, &build::designation(), &Inquiry { tries_changes: true, ..Inquiry::default() });
    let sets = proofs.accounts.iter().flatten().flat_map(|account| &account.sets);
    for doubt in sets.flat_map(|set| &set.no_denial.doubts) {
        let Doubt::NotUnderstood(what) = doubt else { continue };
        assert!(!what.contains("does not agree with the proof") && !what.contains("does not follow the certificate"), "{what}");
    }
});
