//! For whom a report is made: a tenant read a second time, with the words taken out that its readers must not see.
//!
//! How both readings become one report is `breakglass_core::Telling`'s.

use breakglass_core::{Audience, LEFT_OUT, Telling};
use breakglass_graph::anonymise::{Anonymiser, JUDGE_NAMES};
use breakglass_graph::wire;
use breakglass_model::{Designation, ObjectId, Snapshot, Untrusted};
use breakglass_prover::access::credentials::Held;

use crate::source::{Source, Usage, failed};

/// For whom.
#[derive(Debug, clap::Args)]
pub struct AudienceArgs {
    /// Who may read it. public: names, ids and addresses become pseudonyms, other with each report; internal: names of security keys and
    /// devices, telephones and places of sign-in do; sealed: everything is shown
    #[arg(long, value_name = "public|internal|sealed", value_parser = audience, default_value = Audience::default().word())]
    pub audience: Audience,
}

fn audience(word: &str) -> Result<Audience, Usage> {
    Audience::ALL.into_iter().find(|it| it.word() == word).ok_or_else(|| Usage::new("choose public, internal or sealed", ""))
}

/// A second reading.
pub struct Reading {
    audience: Audience,
    anonymiser: Anonymiser,
}

impl Reading {
    /// The second reading that an audience needs; none where it may see everything.
    ///
    /// # Errors
    /// The system gives no random numbers for pseudonyms.
    pub fn of(audience: Audience) -> miette::Result<Option<Self>> {
        if audience == Audience::Sealed {
            return Ok(None);
        }
        let anonymiser = Anonymiser::random().ok_or_else(|| failed("cannot make pseudonyms", "the system gives no random numbers"))?;
        Ok(Some(Self { audience, anonymiser }))
    }

    fn is_public(&self) -> bool {
        self.audience == Audience::Public
    }

    /// What an id is called.
    pub fn pseudonym(&self, id: &ObjectId) -> ObjectId {
        if self.is_public() { self.anonymiser.id(id) } else { id.clone() }
    }

    /// How the second reading is told.
    pub fn telling<'a>(&self, pseudonym: &'a dyn Fn(&ObjectId) -> ObjectId) -> Telling<'a> {
        Telling { audience: self.audience, by_words: if self.is_public() { &JUDGE_NAMES } else { &[] }, pseudonym }
    }

    /// What was read, without the words.
    pub fn snapshot(&self, snapshot: &Snapshot) -> Snapshot {
        if self.is_public() { self.anonymiser.snapshot(snapshot) } else { self.anonymiser.without_keepers(snapshot) }
    }

    /// Whether anything of the source is not for the audience; else a second reading would say what the first says.
    pub fn takes_from(&self, source: &Source) -> bool {
        self.is_public() || Anonymiser::has_keepers(&source.snapshot) || self.designation(source) != source.designation
    }

    /// The source, without the words.
    pub fn source(&self, source: &Source) -> Source {
        Source {
            name: source.name.clone(),
            snapshot: self.snapshot(&source.snapshot),
            designation: self.designation(source),
            profile: source.profile,
            posture: source.posture,
        }
    }

    fn designation(&self, source: &Source) -> Designation {
        let pseudonym = |id: &ObjectId| self.pseudonym(id);
        let telling = self.telling(&pseudonym);
        let arrangements = telling.arrangements(&source.designation.arrangements);
        if !self.is_public() {
            return Designation { arrangements, ..source.designation.clone() };
        }
        // Texts name accounts in any case of letters; ids do not change with it.
        let by_ids = breakglass_core::by_ids(&wire::read_tenant(&source.snapshot), &source.designation);
        let named = |text: &Untrusted| Untrusted::from(self.pseudonym(&ObjectId::new(text.raw())).raw());
        Designation {
            accounts: by_ids.accounts.iter().map(named).collect(),
            group: by_ids.group.as_ref().map(named),
            also_read: by_ids.also_read.iter().map(named).collect(),
            refused: by_ids.refused,
            reason_for_more_accounts: by_ids.reason_for_more_accounts.map(|_| LEFT_OUT.to_owned()),
            custodians: by_ids.custodians.iter().map(pseudonym).collect(),
            waivers: by_ids.waivers.iter().map(|waiver| telling.waiver(waiver)).collect(),
            arrangements,
        }
    }

    /// What is held, with issuers and policies of certificates called as in the second reading.
    pub fn held(&self, held: &Held) -> Held {
        let named = |text: &String| self.pseudonym(&ObjectId::new(text.as_str())).raw().to_owned();
        let certificates =
            held.certificates.iter().map(|(issuer, policies)| (issuer.as_ref().map(named), policies.iter().map(named).collect()));
        Held { certificates: certificates.collect(), ..held.clone() }
    }
}
