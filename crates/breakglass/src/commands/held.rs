//! What the operator holds, and which uncertain points they settle: options that `prove` and `what-if` share.

use breakglass_model::ObjectId;
use breakglass_prover::access::credentials::Held;
use breakglass_prover::access::{Question, Settled};

use crate::source::Usage;

/// What is held, together.
#[derive(Debug, Default, clap::Args)]
pub struct HeldArgs {
    /// A passkey of this model, by its AAGUID (repeatable); without any `--with-…` each registered key is judged by itself
    #[arg(long, value_name = "AAGUID", help_heading = "What is held")]
    with_key: Vec<String>,
    /// The password is known
    #[arg(long, help_heading = "What is held")]
    with_password: bool,
    /// Another method, as Graph spells its mode: softwareOath, microsoftAuthenticatorPush, … (repeatable)
    #[arg(long, value_name = "MODE", help_heading = "What is held")]
    with_method: Vec<String>,
    /// A certificate: issuerSki=…,policyOids=… (repeatable)
    #[arg(long, value_name = "FIELDS", value_parser = certificate, help_heading = "What is held")]
    with_certificate: Vec<Certificate>,
    /// Settle a point that no document settles: lockout:Q14=yes (repeatable); `--assume list` lists them all
    #[arg(long, value_name = "ID=yes|no", value_parser = assumption)]
    assume: Vec<(Question, bool)>,
}

/// A certificate as it was said.
#[derive(Debug, Clone, Default)]
struct Certificate {
    issuer_ski: Option<String>,
    policy_oids: Vec<String>,
}

impl HeldArgs {
    /// What is held.
    pub fn held(&self) -> Held {
        Held {
            keys: self.with_key.iter().map(|key| ObjectId::from(key.as_str())).collect(),
            has_password: self.with_password,
            methods: self.with_method.clone(),
            certificates: self.with_certificate.iter().map(|it| (it.issuer_ski.clone(), it.policy_oids.clone())).collect(),
        }
    }

    /// What is settled.
    pub fn settled(&self) -> Settled {
        let mut settled = Settled::default();
        self.assume.iter().for_each(|(question, holds)| settled.settle(*question, *holds));
        settled
    }
}

fn certificate(text: &str) -> Result<Certificate, Usage> {
    let mut found = Certificate::default();
    let mut is_policies = false;
    for part in text.split(',') {
        match part.split_once('=') {
            Some(("issuerSki", value)) => {
                found.issuer_ski = Some(value.to_owned());
                is_policies = false;
            }
            Some(("policyOids", value)) => {
                found.policy_oids.push(value.to_owned());
                is_policies = true;
            }
            None if is_policies => found.policy_oids.push(part.to_owned()),
            _ => return Err(Usage::new("not a certificate", "Write issuerSki=HEX,policyOids=OID,OID.")),
        }
    }
    Ok(found)
}

fn assumption(text: &str) -> Result<(Question, bool), Usage> {
    let list = || {
        let lines: Vec<String> = Question::ALL.iter().map(|it| format!("{}  {}", it.id(), it.text())).collect();
        format!("The points are:\n{}", lines.join("\n"))
    };
    let Some((id, word)) = text.rsplit_once('=') else {
        return Err(Usage::new(format!("write ID=yes or ID=no. {}", list()), ""));
    };
    let question = Question::named(id).ok_or_else(|| Usage::new(format!("no such point. {}", list()), ""))?;
    match word {
        "yes" => Ok((question, true)),
        "no" => Ok((question, false)),
        _ => Err(Usage::new("a point is settled with yes or no", "")),
    }
}
