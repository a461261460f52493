//! The emulator without a network: what-if and simulated sign-ins as functions, for tests that ask thousands of times.

use serde_json::Value;

use crate::app::App;
use crate::{EmulatorError, Options, graph, sign_in};

/// A tenant that can be asked and signed in to without a listener and without a token.
pub struct InProcess {
    app: App,
}

impl InProcess {
    /// Builds the tenant; where to listen is not looked at.
    ///
    /// # Errors
    /// The snapshot cannot be served, or an option is outside its limits.
    pub fn new(options: &Options) -> Result<Self, EmulatorError> {
        App::new(options).map(|app| Self { app })
    }

    /// What-if: the body of `POST /identity/conditionalAccess/evaluate`, answered by the list `value` of its response.
    ///
    /// # Errors
    /// What Graph's refusal says.
    pub fn evaluate(&self, body: &Value) -> Result<Vec<Value>, String> {
        let rows = graph::evaluate(&self.app, body).map_err(|refusal| refusal.message)?;
        Ok(rows.into_iter().map(Value::Object).collect())
    }

    /// A simulated sign-in: the body of `POST /_emulator/sign-in`, answered by the body of its response. The log keeps it.
    ///
    /// # Errors
    /// What is wrong with the body, or what the snapshot lacks.
    pub fn sign_in(&self, body: &Value) -> Result<Value, String> {
        let reply = sign_in::simulate(&self.app, body);
        let answer = reply.body.unwrap_or_default();
        if reply.status == 200 { Ok(answer) } else { Err(answer.get("error").and_then(Value::as_str).unwrap_or_default().to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Scenario, TenantSource};

    #[test]
    fn both_questions_are_answered_about_the_same_policies() {
        let options = Options { tenant: TenantSource::Scenario(Scenario::Healthy), ..Options::default() };
        let tenant = InProcess::new(&options).unwrap();
        let user = tenant.app.tenant().emergency_accounts[0].clone();
        let context = json!({"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": ["a"]});
        let conditions = json!({"devicePlatform": "windows", "clientAppType": "browser", "country": "NL", "ipAddress": "203.0.113.9"});
        let asked = json!({"signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": user}, "signInContext": context,
                           "signInConditions": conditions});
        let told = json!({"user": user, "signInContext": context, "signInConditions": conditions, "credentials": [{"method": "fido2"}]});
        let rows = tenant.evaluate(&asked).unwrap();
        let reply = tenant.sign_in(&told).unwrap();
        assert_eq!((rows.len(), &reply["allowed"]), (11, &json!(true)));
        for (row, policy) in rows.iter().zip(reply["policies"].as_array().unwrap()) {
            assert_eq!((&row["id"], &row["policyApplies"]), (&policy["id"], &policy["applies"]));
        }
        assert!(tenant.evaluate(&json!({})).is_err() && tenant.sign_in(&json!({})).is_err());
    }
}
