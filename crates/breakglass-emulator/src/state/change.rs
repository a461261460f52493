//! The one door through which a tenant changes: nothing is written without saying what happened.

use jiff::Timestamp;

use serde_json::Value;

use super::{Activity, Actor, Kind, Object, Table, Tenant, text};

/// A change in the making.
pub(crate) struct Change<'t> {
    tenant: &'t mut Tenant,
    pub(crate) now: Timestamp,
    actor: Actor,
    /// What the records of one request have in common.
    correlation: String,
}

impl<'t> Change<'t> {
    /// A change by somebody at an instant.
    pub(crate) const fn new(tenant: &'t mut Tenant, now: Timestamp, actor: Actor, correlation: String) -> Self {
        Self { tenant, now, actor, correlation }
    }

    /// The tenant as changed so far.
    pub(crate) const fn tenant(&self) -> &Tenant {
        self.tenant
    }

    /// Changes the tenant and records what happened, for the audit log and for delta queries.
    pub(crate) fn edit<T>(&mut self, activity: Activity, act: impl FnOnce(&mut Tenant) -> T) -> T {
        let done = act(self.tenant);
        let record = activity.record(self.tenant.audits.len(), self.now, &self.correlation, &self.actor);
        self.tenant.audits.push(record);
        activity.touched.into_iter().for_each(|touch| self.tenant.touches.push(touch));
        done
    }

    /// Records a second activity of what was just done.
    pub(crate) fn also(&mut self, activity: Activity) {
        self.edit(activity, |_| ());
    }

    /// Puts an object in place of its older state; where it tells when it was modified, that is now.
    pub(crate) fn replace(&mut self, table: fn(&mut Tenant) -> &mut Table, mut row: Object, activity: Activity) {
        if row.contains_key("modifiedDateTime") {
            row.insert("modifiedDateTime".to_owned(), self.instant());
        }
        self.edit(activity, |tenant| table(tenant).put(row));
    }

    /// The instant of the change as Graph writes it.
    pub(crate) fn instant(&self) -> Value {
        Value::String(instant(self.now))
    }
}

/// An instant as Graph writes it, in whole seconds.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl Tenant {
    /// Fills the recycle bins with what was read of them.
    pub(crate) fn fill_bins(&mut self) {
        self.kept.all("deleted-objects").for_each(|row| self.deleted.put(row.clone()));
        self.kept.all("deleted-policies").for_each(|row| self.deleted_policies.put(row.clone()));
    }

    /// Puts a user or group into the recycle bin, with the role assignments that go with it; what is not there stays away.
    pub(crate) fn discard(&mut self, kind: Kind, id: &str, now: Timestamp) {
        let taken = match kind {
            Kind::User => self.users.remove(id),
            _ => self.groups.remove(id),
        };
        let Some(mut row) = taken else { return };
        row.insert("deletedDateTime".to_owned(), Value::String(instant(now)));
        if let Some(name) = kind.odata_type() {
            row.insert("@odata.type".to_owned(), Value::String(name.to_owned()));
        }
        self.deleted.put(row);
        move_rows(&mut self.role_assignments, &mut self.withdrawn_assignments, id);
    }

    /// Brings an object back from the recycle bin as it was, and gives it back.
    pub(crate) fn bring_back(&mut self, id: &str) -> Option<Object> {
        let mut row = self.deleted.remove(id)?;
        row.insert("deletedDateTime".to_owned(), Value::Null);
        let kind = row.remove("@odata.type");
        move_rows(&mut self.withdrawn_assignments, &mut self.role_assignments, id);
        if kind.as_ref().and_then(Value::as_str) == Kind::User.odata_type() {
            self.users.put(row.clone());
        } else {
            self.groups.put(row.clone());
        }
        Some(row)
    }

    /// Takes an object out of the recycle bin for good, with everything that led to it.
    pub(crate) fn purge(&mut self, id: &str) {
        self.deleted.remove(id);
        move_rows(&mut self.withdrawn_assignments, &mut Table::default(), id);
        self.members.forget(id);
        self.owners.forget(id);
    }

    /// Tells that everything about a new object is known, where the tenant is known in parts.
    pub(crate) fn know(&mut self, id: &str) {
        const COLLECTIONS: [&str; 10] = [
            "users",
            "groups",
            "group-members",
            "group-owners",
            "group-memberships",
            "group-transitive-members",
            "user-memberships",
            "user-group-memberships",
            "directory-objects",
            "authentication-methods",
        ];
        if let Some(coverage) = &mut self.coverage {
            COLLECTIONS.iter().for_each(|collection| coverage.record(collection, Some(id), None));
        }
    }

    /// Adds a member to a group, in what was read of memberships as well.
    pub(crate) fn join(&mut self, group: &str, member: &str) {
        self.members.add(group, member);
        let row = self.groups.get(group).cloned();
        if let (Some(recorded), Some(row)) = (self.recorded_memberships.get_mut(&member.to_ascii_lowercase()), row) {
            recorded.push(Value::Object(row));
        }
    }

    /// Takes a member out of a group; false where there was none.
    pub(crate) fn leave(&mut self, group: &str, member: &str) -> bool {
        if let Some(recorded) = self.recorded_memberships.get_mut(&member.to_ascii_lowercase()) {
            recorded.retain(|row| !row.get("id").and_then(Value::as_str).is_some_and(|id| id.eq_ignore_ascii_case(group)));
        }
        self.members.remove(group, member)
    }
}

/// Moves the assignments of a principal from one table to another.
fn move_rows(from: &mut Table, to: &mut Table, principal: &str) {
    let is_its = |row: &&Object| text(row, "principalId").is_some_and(|id| id.eq_ignore_ascii_case(principal));
    let ids: Vec<String> = from.iter().filter(is_its).filter_map(|row| text(row, "id").map(str::to_owned)).collect();
    ids.iter().filter_map(|id| from.remove(id)).collect::<Vec<_>>().into_iter().for_each(|row| to.put(row));
}
