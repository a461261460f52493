//! The JSON contract of `assess`: fields are added, never renamed.
//!
//! Strings of a tenant go out as they are, quoted by JSON; every character that could act on a terminal or turn text around is
//! written as `\uXXXX`, so that the file can be looked at and still decodes to the original.

use std::io;

use breakglass_core::{Assessment, ControlResult, IdleWaiver, Row};
use breakglass_model::tenant::CollectionEvidence;
use breakglass_model::{Finding, Missing, ObjectRef, Skipped, Waiver};
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};
use serde_json::{Value, json};

use super::links;

/// The whole report.
pub fn assessment(assessment: &Assessment) -> Value {
    let summary = assessment.summary();
    json!({
        "schema": "breakglass.assess/1",
        "audience": assessment.audience.word(),
        "tenant": { "id": assessment.tenant.id, "name": assessment.tenant.name },
        "takenAt": assessment.taken_at,
        "judgedAt": assessment.judged_at,
        "endpoint": assessment.endpoint,
        "unsafeEndpoint": assessment.unsafe_endpoint,
        "profile": assessment.profile.name,
        "posture": assessment.posture.name(),
        "accounts": assessment.accounts,
        "group": assessment.group,
        "assumptions": assessment.assumptions.iter().map(|it| json!({ "id": it.id, "text": it.text })).collect::<Vec<_>>(),
        "candidates": assessment.candidates.iter()
            .map(|it| json!({ "object": it.object, "score": it.score, "reasons": it.reasons })).collect::<Vec<_>>(),
        "evidence": assessment.evidence.iter().map(|it| evidence(it, &assessment.skipped)).collect::<Vec<_>>(),
        "skipped": assessment.skipped.iter().filter(|it| it.collection.is_none()).map(skipped).collect::<Vec<_>>(),
        "summary": {
            "pass": summary.pass, "fail": summary.fail, "warn": summary.warn, "unknown": summary.unknown,
            "notApplicable": summary.not_applicable, "manual": summary.manual, "waived": summary.waived,
        },
        "results": assessment.results.iter().map(|it| result(it, assessment)).collect::<Vec<_>>(),
        "idleWaivers": assessment.idle_waivers.iter().map(idle).collect::<Vec<_>>(),
        "policies": assessment.matrix.rows.iter().map(|row| policy(row, &assessment.matrix.accounts)).collect::<Vec<_>>(),
    })
}

fn evidence(collection: &CollectionEvidence, all_skipped: &[Skipped]) -> Value {
    let own = all_skipped.iter().filter(|it| it.collection == Some(collection.collection));
    json!({
        "collection": collection.collection.slug(),
        "state": collection.state,
        "count": collection.count,
        "reason": collection.reason,
        "skipped": own.map(skipped).collect::<Vec<_>>(),
    })
}

fn skipped(skipped: &Skipped) -> Value {
    json!({ "path": skipped.path, "reason": skipped.reason })
}

fn result(result: &ControlResult, assessment: &Assessment) -> Value {
    let judgement = &result.judgement;
    json!({
        "control": result.control.id,
        "title": result.control.title,
        "area": result.area.title,
        "severity": result.control.severity,
        "verdict": judgement.verdict,
        "examined": judgement.examined,
        "waiver": result.waiver.as_ref().map(|waiver| waived(waiver, result.is_waived)),
        "note": judgement.note,
        "findings": judgement.findings.iter().map(|it| finding(it, result.control.fix, assessment)).collect::<Vec<_>>(),
        "missing": judgement.missing.iter().map(missing).collect::<Vec<_>>(),
        "compliance": result.control.compliance.iter()
            .map(|it| json!({ "framework": it.framework.name(), "reference": it.reference })).collect::<Vec<_>>(),
        "sources": result.control.sources.iter()
            .map(|it| json!({ "title": it.title, "address": it.address, "date": it.date })).collect::<Vec<_>>(),
    })
}

fn waived(waiver: &Waiver, is_in_force: bool) -> Value {
    json!({
        "reason": waiver.reason, "owner": waiver.owner, "until": waiver.until.to_string(), "objects": waiver.objects, "inForce": is_in_force,
    })
}

fn idle(idle: &IdleWaiver) -> Value {
    let waiver = &idle.waiver;
    json!({
        "control": waiver.control, "reason": waiver.reason, "owner": waiver.owner, "until": waiver.until.to_string(),
        "objects": waiver.objects, "why": idle.why,
    })
}

fn finding(finding: &Finding, fix: &str, assessment: &Assessment) -> Value {
    json!({
        "object": finding.object,
        "saw": finding.saw,
        "wanted": finding.wanted,
        "fix": finding.fix.as_deref().unwrap_or(fix),
        "path": finding.path,
        "link": links::of(assessment, &finding.object),
    })
}

/// A fact that was not read.
pub fn missing(missing: &Missing) -> Value {
    json!({
        "fact": missing.collection.slug(),
        "object": missing.object,
        "reason": missing.reason.text(),
        "permission": missing.permission(),
        "leavesOpen": missing.leaves_open,
    })
}

fn policy(row: &Row, accounts: &[ObjectRef]) -> Value {
    let cells = row.cells.iter().zip(accounts).map(|(cell, account)| {
        json!({
            "account": account.id,
            "standing": cell.standing.word(),
            "path": cell.path,
            "missing": cell.missing.iter().map(missing).collect::<Vec<_>>(),
            "refusal": cell.refusal.as_ref().map(|it| json!({ "certain": it.is_certain, "when": it.when, "because": it.because })),
        })
    });
    json!({
        "id": row.policy.id,
        "name": row.policy.name,
        "state": row.state,
        "audience": row.audience.word(),
        "dedicated": row.is_dedicated,
        "blocks": row.blocks,
        "origin": row.origin,
        "cells": cells.collect::<Vec<_>>(),
        "dangling": row.dangling.iter()
            .map(|it| json!({ "field": it.field, "id": it.id, "deleted": it.is_deleted })).collect::<Vec<_>>(),
        "unread": row.unread,
    })
}

/// Writes JSON that can be looked at: indented, every acting character escaped, a line end last.
///
/// # Errors
/// A value cannot be written as JSON.
pub fn to_string(value: &impl Serialize) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Escaping(PrettyFormatter::new())))?;
    bytes.push(b'\n');
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The same on one line.
///
/// # Errors
/// As [`to_string`].
pub fn to_line(value: &impl Serialize) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Escaping(serde_json::ser::CompactFormatter)))?;
    bytes.push(b'\n');
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Another formatter with characters that act written as `\uXXXX`.
struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for character in fragment.chars() {
            let mut buffer = [0; 4];
            let text: &str = character.encode_utf8(&mut buffer);
            if (character.is_ascii() && !character.is_ascii_control()) || breakglass_model::visible(text) == text {
                writer.write_all(text.as_bytes())?;
            } else {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }

    fn write_char_escape<W: ?Sized + io::Write>(&mut self, writer: &mut W, escape: serde_json::ser::CharEscape) -> io::Result<()> {
        self.0.write_char_escape(writer, escape)
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_strings_decode_to_the_original_and_nothing_acts() {
        let hostile = breakglass_model::build::hostile_name();
        let written = to_string(&json!({ "name": hostile, "also\u{202e}": ["\u{1d173}\u{7f}"] })).unwrap();
        let shown: String = written.chars().filter(|character| *character != '\n').collect();
        assert_eq!(breakglass_model::visible(&shown.replace("\\u", "_u")), shown.replace("\\u", "_u"), "{written}");
        let back: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(back["name"], hostile.raw());
        assert_eq!(back["also\u{202e}"][0], "\u{1d173}\u{7f}");
    }
}
