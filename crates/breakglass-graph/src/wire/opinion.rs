//! The answer of Microsoft's what-if out of its bodies.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/api/resources/whatifanalysisresult> (read 2026-11-25): each row is a policy with
//! `policyApplies` and `analysisReasons`, flags in one text.

use breakglass_model::{Opinion, Untrusted};
use serde_json::Value;

use super::node::Node;

/// Every row, or why a body is no such answer. A row that cannot be read spoils the answer: it may be about any policy.
pub(crate) fn opinions(bodies: &[Value]) -> Result<Vec<Opinion>, String> {
    let mut opinions = Vec::new();
    for body in bodies {
        let rows = Node::of(body).and_then(|node| node.get("value")).and_then(Value::as_array).ok_or("an answer without a list")?;
        for row in rows {
            opinions.push(opinion(row).ok_or_else(|| format!("row {} of the answer says nothing of a policy", opinions.len() + 1))?);
        }
    }
    Ok(opinions)
}

fn opinion(row: &Value) -> Option<Opinion> {
    let node = Node::of(row)?;
    let applies = node.flag("policyApplies")?;
    let reasons = node.flags("analysisReasons").into_iter().filter(|word| !word.raw().eq_ignore_ascii_case("notSet")).collect();
    let name = node.untrusted("displayName").unwrap_or_else(|| Untrusted::from(""));
    Some(Opinion { policy: node.id("id")?, name, applies, reasons })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_read_with_their_reasons_and_what_is_no_row_spoils_the_answer() {
        let row =
            |applies: Value, reasons: &str| json!({"id": "P", "displayName": "n", "policyApplies": applies, "analysisReasons": reasons});
        let read = |rows: Value| opinions(&[json!({ "value": rows })]);
        let found = read(json!([row(json!(true), "notSet"), row(json!(false), "users, location")])).unwrap();
        assert!(found[0].applies && found[0].reasons.is_empty() && found[0].policy.raw() == "P");
        assert_eq!(found[1].reasons, ["users".into(), "location".into()]);
        assert!(read(json!([row(Value::Null, "notSet")])).is_err());
        assert!(read(json!([{"policyApplies": true}])).is_err());
        assert!(opinions(&[json!({"id": "P", "policyApplies": true})]).is_err());
    }
}
