//! Makes the reads, a few at a time, and keeps every answer.

use std::collections::BTreeSet;

use breakglass_model::{Body, Collection, Designation, ObjectId, Read, ReadState, Snapshot};
use futures_util::StreamExt;
use jiff::Timestamp;
use serde_json::Value;

use super::asks::{self, Ask};
use super::{Clock, LiveError, Progress, references, surroundings};
use crate::client::{Answer, End, Limits, Session, Target};
use crate::wire::node::{Node, type_name};
use crate::wire::refusal;

/// Ids in one lookup: what Graph takes in an `in` clause.
const IDS_PER_LOOKUP: usize = 15;

pub(super) struct Reader<'a> {
    session: &'a Session<'a>,
    limits: &'a Limits,
    clock: &'a dyn Clock,
    progress: &'a dyn Progress,
    planned: usize,
    reads: Vec<Read>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(session: &'a Session<'a>, limits: &'a Limits, clock: &'a dyn Clock, progress: &'a dyn Progress) -> Self {
        Self { session, limits, clock, progress, planned: 0, reads: Vec::new() }
    }

    /// Reads everything that judging the designated accounts needs.
    pub(super) async fn everything(mut self, target: &Target, designation: &Designation) -> Result<Snapshot, LiveError> {
        let group = designation.group.as_ref().map(|text| ObjectId::from(text.raw()));
        let since = since(self.clock.now(), self.limits.sign_in_days);
        let mut first = asks::tenant_wide();
        first.extend(surroundings::tenant_wide());
        first.extend(surroundings::sign_ins(since, self.limits.sign_in_pages));
        let named = designation.accounts.iter().chain(&designation.group).map(|text| ObjectId::from(text.raw()));
        first.extend(named.filter(ObjectId::is_guid).map(|id| surroundings::deleted(&id)));
        first.extend(group.as_ref().map(asks::group));
        first.extend(designation.also_read.iter().map(|text| asks::group(&ObjectId::from(text.raw()))));
        first.extend(designation.accounts.iter().map(|text| asks::user(&ObjectId::from(text.raw()))));
        self.all(first).await;

        let groups = self.found(Collection::Groups);
        let mut second: Vec<Ask> = groups.iter().flat_map(asks::of_group).collect();
        second.extend(self.similar_groups());
        second.extend(self.found(Collection::Users).iter().flat_map(|id| of_account(id, since)));
        self.all(second).await;

        if designation.accounts.is_empty() {
            self.members_as_accounts(&groups, since).await;
        }
        self.restricted_units().await;
        self.administrators(&groups).await;
        self.groups_on_the_way(&groups).await;
        self.references(&designation.custodians).await;
        Ok(self.snapshot(target))
    }

    /// With a group alone, its direct members that are users are the accounts.
    async fn members_as_accounts(&mut self, groups: &BTreeSet<ObjectId>, since: Timestamp) {
        let is_user = |node: &Node<'_>| node.text("@odata.type").is_none_or(|kind| kind.ends_with(".user"));
        let members = self.ids(Collection::GroupMembers, |read| read.of.as_ref().is_some_and(|of| groups.contains(of)), is_user);
        let accounts: Vec<ObjectId> = members.into_iter().take(self.limits.accounts).collect();
        self.all(accounts.iter().map(asks::user).collect()).await;
        let found = self.found(Collection::Users);
        self.all(found.iter().flat_map(|id| of_account(id, since)).collect()).await;
    }

    /// Groups whose names begin like the designated group's.
    fn similar_groups(&self) -> Vec<Ask> {
        let bodies = self.objects(Collection::Groups);
        bodies.into_iter().filter_map(|node| surroundings::similar(&node.id("id")?, node.text("displayName")?)).collect()
    }

    /// The administrative units of objects that are kept from tenant-wide administrators, and who holds roles over them.
    async fn restricted_units(&mut self) {
        let mut asks = Vec::new();
        for (collection, list) in [(Collection::Users, "users"), (Collection::Groups, "groups")] {
            let restricted = |node: &Node<'_>| node.flag("isManagementRestricted") == Some(true);
            asks.extend(self.ids(collection, |_| true, restricted).iter().map(|id| surroundings::administrative_units(list, id)));
        }
        self.all(asks).await;
        let units = self.found(Collection::AdministrativeUnitMemberships);
        self.all(units.iter().take(self.limits.groups).map(surroundings::scoped_role_members).collect()).await;
    }

    /// Who else holds roles that reach the emergency accounts; some of their methods, to compare with.
    async fn administrators(&mut self, known_groups: &BTreeSet<ObjectId>) {
        let accounts = self.found(Collection::Users);
        let (mut people, mut holders) = (BTreeSet::new(), BTreeSet::new());
        for collection in [Collection::RoleAssignments, Collection::RoleEligibilitySchedules] {
            for node in self.objects(collection) {
                let kind = node.node("principal").and_then(type_name);
                let Some(id) = node.id("principalId") else { continue };
                match kind {
                    Some("group") => drop(holders.insert(id)),
                    Some("servicePrincipal") => {}
                    _ => drop(people.insert(id)),
                }
            }
        }
        let holders: Vec<Ask> =
            holders.difference(known_groups).take(self.limits.holder_groups).map(surroundings::holder_members).collect();
        let groups: BTreeSet<Option<ObjectId>> = holders.iter().map(|ask| ask.of.clone()).collect();
        self.all(holders).await;
        // Whoever is in a group that holds a role holds it as well.
        let is_user = |node: &Node<'_>| node.text("@odata.type").is_none_or(|kind| kind.ends_with(".user"));
        people.extend(self.ids(Collection::GroupMembers, |read| groups.contains(&read.of), is_user));
        let people: BTreeSet<ObjectId> = people.into_iter().filter(|id| !accounts.contains(id) && !known_groups.contains(id)).collect();
        let requests = self.limits.administrators.div_ceil(IDS_PER_LOOKUP);
        self.look_up(Collection::Administrators, people, requests, |ids| surroundings::administrators(ids.iter().map(ObjectId::raw))).await;
        let enabled = self.ids(Collection::Administrators, |_| true, |node| node.flag("accountEnabled") != Some(false));
        self.all(enabled.iter().take(self.limits.compared_administrators).map(surroundings::methods).collect()).await;
    }

    /// Parents of the groups that accounts are in, for paths; roles of those that can hold some.
    async fn groups_on_the_way(&mut self, known: &BTreeSet<ObjectId>) {
        let any = |_: &Read| true;
        let all = self.ids(Collection::UserGroupMemberships, any, |_| true);
        let holders = self.ids(Collection::UserGroupMemberships, any, |node| node.flag("isAssignableToRole") == Some(true));
        let others: Vec<&ObjectId> = all.iter().filter(|id| !known.contains(*id)).take(self.limits.groups).collect();
        let mut asks: Vec<Ask> = others.iter().map(|id| asks::parents(id)).collect();
        for id in others.into_iter().filter(|id| holders.contains(*id)) {
            let [assignments, _, eligibilities] = asks::roles("principalId", id);
            asks.extend([assignments, eligibilities]);
        }
        self.all(asks).await;
    }

    /// Names of the users and groups in policies, and of custodians; an id that is asked for and not returned does not exist.
    async fn references(&mut self, custodians: &[ObjectId]) {
        let policies: Vec<&Read> = self.reads.iter().filter(|read| read.collection == Collection::ConditionalAccessPolicies).collect();
        let (mut users, groups) = references::referenced(&policies);
        users.extend(custodians.iter().filter(|id| id.is_guid()).cloned());
        let requests = self.limits.reference_requests;
        self.look_up(Collection::ReferencedUsers, users, requests, |ids| asks::referenced_users(ids.iter().map(ObjectId::raw))).await;
        self.look_up(Collection::ReferencedGroups, groups, requests, |ids| asks::referenced_groups(ids.iter().map(ObjectId::raw))).await;
    }

    async fn look_up(&mut self, collection: Collection, ids: BTreeSet<ObjectId>, requests: usize, path: impl Fn(&[ObjectId]) -> String) {
        let ids: Vec<ObjectId> = ids.into_iter().collect();
        let (mut bodies, mut absent, mut state) = (Vec::new(), Vec::new(), ReadState::Complete);
        for chunk in ids.chunks(IDS_PER_LOOKUP).take(requests) {
            let answer = self.one(Ask { collection, of: None, path: path(chunk), since: None, pages: None }).await;
            if answer.state == ReadState::Complete {
                let returned = ids_in(&answer.bodies, |_| true);
                absent.extend(chunk.iter().filter(|id| !returned.contains(*id)).cloned());
            } else {
                state = answer.state;
            }
            bodies.extend(answer.bodies);
        }
        let asked = requests * IDS_PER_LOOKUP;
        if state == ReadState::Complete && ids.len() > asked {
            state = ReadState::Partial { reason: format!("{} ids were not looked up", ids.len() - asked) };
        }
        // An empty listing says nothing of ids that nobody asked for: the reader takes only what was returned or is absent.
        let at = Some(self.clock.now());
        self.reads.push(Read { collection, of: None, state, at, since: None, bodies });
        self.reads.extend(absent.into_iter().map(|id| Read {
            collection,
            of: Some(id),
            state: ReadState::Absent,
            at,
            since: None,
            bodies: Vec::new(),
        }));
    }

    /// Makes several reads, a few at a time.
    async fn all(&mut self, asks: Vec<Ask>) {
        let asked: BTreeSet<(Collection, Option<ObjectId>)> = self.reads.iter().map(|read| (read.collection, read.of.clone())).collect();
        let mut fresh: Vec<Ask> = Vec::new();
        for ask in asks {
            let is_new = !asked.contains(&(ask.collection, ask.of.clone()))
                && !fresh.iter().any(|it| it.collection == ask.collection && it.of == ask.of);
            if is_new {
                fresh.push(ask);
            }
        }
        self.planned += fresh.len();
        self.progress.planned(self.planned);
        // A token that cannot be renewed shows in each read that follows.
        let _ = self.session.keep_fresh().await;
        let reads: Vec<Read> = {
            let this = &*self;
            futures_util::stream::iter(fresh).map(|ask| this.one(ask)).buffered(this.limits.concurrency).collect().await
        };
        self.reads.extend(reads);
    }

    /// Makes one read; whatever happens becomes its state.
    async fn one(&self, ask: Ask) -> Read {
        let (state, bodies) = match self.session.pages(&ask.path, ask.pages.unwrap_or(self.limits.pages)).await {
            Ok(pages) => {
                let state = match pages.end {
                    End::Complete => ReadState::Complete,
                    End::Partial(reason) => ReadState::Partial { reason },
                    End::Refused(answer) if self.is_elsewhere(&answer, ask.collection) => {
                        ReadState::Unavailable { reason: format!("{}, status {}", self.session.cloud().name(), answer.status) }
                    }
                    End::Refused(answer) => refusal::classify(answer.status, &answer.body, ask.collection, ask.of.is_some()),
                };
                (state, pages.bodies)
            }
            Err(error) => (ReadState::Failed { reason: error.to_string() }, Vec::new()),
        };
        self.progress.done(ask.collection.slug());
        let bodies = bodies.into_iter().map(|json| Body { path: None, json }).collect();
        Read { collection: ask.collection, of: ask.of, state, at: Some(self.clock.now()), since: ask.since, bodies }
    }

    /// Whether a collection exists in other clouds alone: this one is documented not to have it, and says that it knows no such path. A
    /// `404` of such a path must not pass for an object that does not exist.
    fn is_elsewhere(&self, answer: &Answer, collection: Collection) -> bool {
        self.session.cloud().lacks(collection) && matches!(answer.status, 400 | 404 | 405 | 501)
    }

    /// Ids of the objects that were found in a collection that is read by id.
    fn found(&self, collection: Collection) -> BTreeSet<ObjectId> {
        self.ids(collection, |_| true, |_| true)
    }

    fn ids(&self, collection: Collection, of: impl Fn(&Read) -> bool, which: impl Fn(&Node<'_>) -> bool) -> BTreeSet<ObjectId> {
        let reads = self.reads.iter().filter(|read| read.collection == collection && of(read));
        reads.flat_map(|read| ids_in(&read.bodies, &which)).collect()
    }

    /// Every object that was read of a collection.
    fn objects(&self, collection: Collection) -> Vec<Node<'_>> {
        let reads = self.reads.iter().filter(|read| read.collection == collection);
        reads.flat_map(|read| nodes_in(&read.bodies)).collect()
    }

    fn snapshot(mut self, target: &Target) -> Snapshot {
        self.reads.sort_by(|one, other| (one.collection, &one.of).cmp(&(other.collection, &other.of)));
        let mut snapshot = Snapshot::new(self.clock.now(), target.endpoints.cloud, target.endpoints.shown());
        snapshot.unsafe_endpoint = target.endpoints.is_unsafe;
        snapshot.tenant_id = Some(ObjectId::from(self.session.tenant())).filter(ObjectId::is_guid);
        snapshot.reads = self.reads;
        snapshot
    }
}

/// Everything that is read of an emergency account that was found.
fn of_account(id: &ObjectId, since: Timestamp) -> Vec<Ask> {
    let mut asks = asks::of_user(id);
    asks.extend(surroundings::of_user(id, since));
    asks
}

/// So many days ago; the same instant where the calendar ends.
fn since(now: Timestamp, days: i64) -> Timestamp {
    now.checked_sub(jiff::SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(now)
}

/// The objects in bodies: pages or single objects.
fn nodes_in(bodies: &[Body]) -> Vec<Node<'_>> {
    let nodes = bodies.iter().filter_map(|body| Node::of(&body.json));
    nodes
        .flat_map(|node| match node.get("value") {
            Some(Value::Array(values)) => values.iter().filter_map(Node::of).collect(),
            _ => vec![node],
        })
        .collect()
}

/// Ids of the objects in bodies.
fn ids_in(bodies: &[Body], which: impl Fn(&Node<'_>) -> bool) -> BTreeSet<ObjectId> {
    nodes_in(bodies).into_iter().filter(|node| which(node)).filter_map(|node| node.id("id")).collect()
}
