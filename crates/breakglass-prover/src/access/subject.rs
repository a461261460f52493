//! An account as policies see it: read from the tenant, or supposed where the source never held users.

use breakglass_model::tenant::User;
use breakglass_model::{Collection, Fact, Missing, ObjectId, ObjectRef, Reason};

/// An emergency account whose policies are examined.
#[derive(Debug, Clone)]
pub struct Subject<'t> {
    /// How findings name it.
    pub object: ObjectRef,
    /// What is known of it.
    pub known: Known<'t>,
}

/// What is known of an account.
#[derive(Debug, Clone)]
pub enum Known<'t> {
    /// It was read.
    Read(&'t User),
    /// It is supposed.
    Supposed(Supposition),
    /// It was designated, but it does not exist or was not read.
    Not(Missing),
}

/// What is supposed of an account that nobody could read: a cloud-only, enabled member that holds Global Administrator
/// and no other role, and is in the designated group and no other that a policy lets off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supposition {
    /// The group it is in.
    pub group: Option<ObjectId>,
    /// Whether it is a member of the organisation, not a guest.
    pub is_member: bool,
    /// Whether it holds Global Administrator.
    pub is_global_administrator: bool,
}

impl<'t> Subject<'t> {
    /// An account that was read.
    pub fn read(object: ObjectRef, user: &'t User) -> Self {
        Self { object, known: Known::Read(user) }
    }

    /// An account that is supposed.
    pub fn supposed(object: ObjectRef, supposition: Supposition) -> Self {
        Self { object, known: Known::Supposed(supposition) }
    }

    /// An account of which nothing is known.
    pub fn not_known(object: ObjectRef, missing: Missing) -> Self {
        Self { object, known: Known::Not(missing) }
    }

    /// Whether nobody read it.
    pub fn is_supposed(&self) -> bool {
        matches!(self.known, Known::Supposed(_))
    }

    /// The user's body.
    ///
    /// # Errors
    /// The account is supposed, was not found or was not read.
    pub fn user(&self) -> Fact<&'t User> {
        match &self.known {
            Known::Read(user) => Ok(user),
            Known::Supposed(_) => Err(Missing::for_object(Collection::Users, &self.object.id, Reason::Supposed)),
            Known::Not(missing) => Err(missing.clone()),
        }
    }
}
