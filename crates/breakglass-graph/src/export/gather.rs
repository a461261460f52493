//! Collects what the files of an export hold, and makes a snapshot of it: reads per collection, conflicts, gaps, and what was not taken.

use std::collections::{BTreeMap, BTreeSet};

use breakglass_model::{Body, Collection, ObjectId, Read, ReadState, Skipped, Snapshot, Untrusted, visible};
use serde_json::Value;

use super::recognise::{self, ENTITY, Kind};
use super::{ExportError, Limits, decode, hostile};
use crate::wire::json;
use crate::wire::node::Node;

/// What was collected so far.
pub(super) struct Gatherer<'l> {
    limits: &'l Limits,
    found: BTreeMap<Kind, Vec<Found>>,
    /// Kinds whose files said that there is more, and where.
    unfinished: BTreeMap<Kind, String>,
    /// Files that look like JSON and are none: folder, path.
    broken: Vec<(String, String)>,
    /// Which kinds lie in which folder.
    folders: BTreeMap<String, BTreeSet<Kind>>,
    skipped: Vec<Skipped>,
    files: usize,
    objects: usize,
}

struct Found {
    path: String,
    json: Value,
}

impl<'l> Gatherer<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            found: BTreeMap::new(),
            unfinished: BTreeMap::new(),
            broken: Vec::new(),
            folders: BTreeMap::new(),
            skipped: Vec::new(),
            files: 0,
            objects: 0,
        }
    }

    /// Lists something that is not taken.
    pub(super) fn skip(&mut self, path: &str, reason: &str) {
        self.skipped.push(Skipped { path: path.to_owned(), reason: reason.to_owned(), collection: None });
    }

    /// Lists a file that should have been readable: what lies beside it is no longer complete.
    pub(super) fn broken(&mut self, path: &str, reason: &str) {
        self.skip(path, reason);
        self.broken.push((folder_of(path).to_owned(), path.to_owned()));
    }

    /// Whether a file is looked into; others are listed.
    pub(super) fn wants(&mut self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        if extension == "json" {
            return true;
        }
        self.files += 1;
        let what = if extension.is_empty() { "a file without an extension".to_owned() } else { format!("a .{} file", visible(&extension)) };
        self.skip(path, &format!("{what}: only .json files are read"));
        false
    }

    /// Takes a file.
    pub(super) fn file(&mut self, path: &str, bytes: &[u8]) -> Result<(), ExportError> {
        self.files += 1;
        let text = match decode::text(bytes) {
            Ok(text) => text,
            Err(why) => {
                self.broken(path, &why);
                return Ok(());
            }
        };
        if text.trim().is_empty() {
            self.broken(path, "an empty file");
            return Ok(());
        }
        match json::parse(text.as_bytes()) {
            Ok(document) => self.document(path, document),
            Err(error) => {
                let what = if error.is_hostile { "refused" } else { "no JSON" };
                self.broken(path, &format!("{what}: {}", visible(&error.to_string())));
                Ok(())
            }
        }
    }

    /// Takes a document: an object, an array, a page, or a recorded exchange of such.
    fn document(&mut self, path: &str, document: Value) -> Result<(), ExportError> {
        match document {
            Value::Array(items) => {
                for (index, item) in items.into_iter().enumerate() {
                    self.item(&format!("{path}#{}", index + 1), item)?;
                }
                Ok(())
            }
            other => self.item(path, other),
        }
    }

    fn item(&mut self, path: &str, item: Value) -> Result<(), ExportError> {
        match recognise::recorded(&item).map(|body| body.cloned()) {
            Some(Ok(Value::Array(items))) => self.document(path, Value::Array(items)),
            Some(Ok(body)) => self.body(path, body),
            Some(Err(why)) => {
                self.skip(path, &why);
                Ok(())
            }
            None => self.body(path, item),
        }
    }

    /// Takes a page or a single object.
    fn body(&mut self, path: &str, body: Value) -> Result<(), ExportError> {
        let Some(node) = Node::of(&body) else {
            self.skip(path, "neither an object nor a list of objects");
            return Ok(());
        };
        let file = file_of(path);
        let context = node.text("@odata.context").and_then(|context| recognise::by_context(context, file));
        if let Some(policies) = node.member("conditional_access_policies").cloned() {
            return self.scuba(path, node.0.len(), policies);
        }
        if let Some(inner) = node.member("value").filter(|value| node.member("id").is_none() && value.is_object()) {
            return self.object(path, inner.clone(), context);
        }
        let is_page = node.member("id").is_none() && node.member("value").is_some_and(Value::is_array);
        if !is_page {
            return self.object(path, body, context);
        }
        let kind_of_page = context.clone().and_then(Result::ok).or_else(|| recognise::by_folder(file));
        if let Some(kind) = &kind_of_page {
            self.note(kind, path);
            if let Some(Some(_)) = node.get("@odata.nextLink").map(Value::as_str) {
                self.unfinished.insert(kind.clone(), file.to_owned());
            }
        }
        let has_more = node.get("@odata.nextLink").is_some();
        let values = node.member("value").and_then(Value::as_array).cloned().unwrap_or_default();
        match (&kind_of_page, values.is_empty()) {
            (None, true) => self.skip(path, "an empty list of nobody knows what"),
            (Some(kind), true) if kind.of.as_ref().is_none_or(|of| of.raw() != ENTITY) => {
                self.found.entry(kind.clone()).or_default();
            }
            _ => {}
        }
        for (index, value) in values.into_iter().enumerate() {
            let place = format!("{path}#{}", index + 1);
            let kind = self.object_kind(&place, &value, context.clone());
            if let (Ok(kind), true) = (&kind, has_more) {
                self.unfinished.insert(kind.clone(), file.to_owned());
            }
            self.file_object(&place, value, kind)?;
        }
        Ok(())
    }

    /// ScubaGear's provider settings: its policies are read, the rest is for other products.
    fn scuba(&mut self, path: &str, sections: usize, policies: Value) -> Result<(), ExportError> {
        let kind = Kind { collection: Collection::ConditionalAccessPolicies, of: None };
        self.note(&kind, path);
        self.found.entry(kind.clone()).or_default();
        let list = match policies {
            Value::Array(items) => items,
            Value::Null => Vec::new(),
            single => vec![single],
        };
        for (index, policy) in list.into_iter().enumerate() {
            self.file_object(&format!("{path}#conditional_access_policies/{}", index + 1), policy, Ok(kind.clone()))?;
        }
        self.skip(path, &format!("ScubaGear settings: of {sections} sections only conditional_access_policies is read"));
        Ok(())
    }

    fn object(&mut self, path: &str, body: Value, context: Option<Result<Kind, String>>) -> Result<(), ExportError> {
        let kind = self.object_kind(path, &body, context);
        self.file_object(path, body, kind)
    }

    fn object_kind(&self, path: &str, body: &Value, context: Option<Result<Kind, String>>) -> Result<Kind, String> {
        let Some(node) = Node::of(body) else { return Err("not an object".to_owned()) };
        let file = file_of(path);
        let kind = context
            .or_else(|| recognise::by_type(node, file))
            .or_else(|| recognise::by_folder(file).map(Ok))
            .unwrap_or_else(|| recognise::by_shape(node, file))?;
        match (&kind.of, node.id("id")) {
            (Some(of), Some(id)) if of.raw() == ENTITY => Ok(Kind { of: Some(id), ..kind }),
            (Some(of), None) if of.raw() == ENTITY => Err("an object without an id".to_owned()),
            _ => Ok(kind),
        }
    }

    fn file_object(&mut self, path: &str, json: Value, kind: Result<Kind, String>) -> Result<(), ExportError> {
        self.objects += 1;
        if self.objects > self.limits.objects {
            return Err(hostile(path, format!("more than {} objects", self.limits.objects)));
        }
        match kind {
            Ok(kind) => {
                self.note(&kind, path);
                self.found.entry(kind).or_default().push(Found { path: path.to_owned(), json });
            }
            Err(why) => self.skip(path, &why),
        }
        Ok(())
    }

    /// Remembers in which folder a kind lies.
    fn note(&mut self, kind: &Kind, path: &str) {
        self.folders.entry(folder_of(path).to_owned()).or_default().insert(kind.clone());
    }

    /// Makes the snapshot's reads; gives how many files were looked at.
    pub(super) fn finish(mut self, snapshot: &mut Snapshot) -> usize {
        let mut gaps: BTreeMap<Kind, String> = std::mem::take(&mut self.unfinished)
            .into_iter()
            .map(|(kind, path)| (kind, format!("{} ends with a link to a next page", visible(&path))))
            .collect();
        for (folder, path) in &self.broken {
            for kind in self.folders.get(folder).into_iter().flatten() {
                gaps.entry(kind.clone()).or_insert_with(|| format!("{} could not be read", visible(path)));
            }
        }
        for (kind, found) in std::mem::take(&mut self.found) {
            let bodies = self.resolve_conflicts(kind.collection, found);
            let state = gaps.remove(&kind).map_or(ReadState::Complete, |reason| ReadState::Partial { reason });
            snapshot.reads.push(Read { collection: kind.collection, of: kind.of, state, at: None, since: None, bodies });
        }
        snapshot.skipped = self.skipped;
        self.files
    }

    /// Two objects of one id: the same content is kept once, different content is kept under the paths and listed.
    fn resolve_conflicts(&mut self, collection: Collection, found: Vec<Found>) -> Vec<Body> {
        let mut by_id: BTreeMap<ObjectId, Vec<usize>> = BTreeMap::new();
        if has_ids(collection) {
            for (index, item) in found.iter().enumerate() {
                if let Some(id) = Node::of(&item.json).and_then(|node| node.id("id")) {
                    by_id.entry(id).or_default().push(index);
                }
            }
        }
        let (mut dropped, mut renamed) = (BTreeSet::new(), BTreeSet::new());
        for (id, places) in by_id.into_iter().filter(|(_, places)| places.len() > 1) {
            let mut distinct: Vec<usize> = Vec::new();
            for place in places {
                let item = found.get(place);
                let same = distinct.iter().copied().find(|&kept| found.get(kept).map(|it| &it.json) == item.map(|it| &it.json));
                match (same.and_then(|kept| found.get(kept)), item) {
                    (Some(kept), Some(item)) => {
                        dropped.insert(place);
                        self.conflict(collection, &item.path, &format!("the same object as in {}", quoted(&kept.path)));
                    }
                    _ => distinct.push(place),
                }
            }
            if distinct.len() > 1 {
                for item in distinct.iter().filter_map(|&place| found.get(place)) {
                    let others: Vec<String> = distinct
                        .iter()
                        .filter_map(|&place| found.get(place))
                        .filter(|it| it.path != item.path)
                        .map(|it| quoted(&it.path))
                        .collect();
                    let what = format!(
                        "conflict: the id {} is also in {} with other content; both are kept under their paths",
                        id.shown(),
                        others.join(", ")
                    );
                    self.conflict(collection, &item.path, &what);
                }
                renamed.extend(distinct);
            }
        }
        let kept = found.into_iter().enumerate().filter(|(index, _)| !dropped.contains(index));
        kept.map(|(index, item)| {
            let json = if renamed.contains(&index) { under_its_path(item.json, &item.path) } else { item.json };
            Body { path: Some(item.path), json }
        })
        .collect()
    }

    fn conflict(&mut self, collection: Collection, path: &str, reason: &str) {
        self.skipped.push(Skipped { path: path.to_owned(), reason: reason.to_owned(), collection: Some(collection) });
    }
}

/// Collections whose objects have ids of their own.
fn has_ids(collection: Collection) -> bool {
    matches!(
        collection,
        Collection::ConditionalAccessPolicies
            | Collection::NamedLocations
            | Collection::AuthenticationStrengths
            | Collection::Users
            | Collection::Groups
    )
}

/// Gives an object its path as id; the id that it had stays beside it.
fn under_its_path(mut json: Value, path: &str) -> Value {
    if let Value::Object(members) = &mut json {
        let key = members.keys().find(|key| key.eq_ignore_ascii_case("id")).cloned().unwrap_or_else(|| "id".to_owned());
        if let Some(original) = members.insert(key, Value::from(path)) {
            members.insert("@breakglass.id".to_owned(), original);
        }
    }
    json
}

fn quoted(path: &str) -> String {
    Untrusted::from(path).quoted()
}

/// The file of a place inside one: what stands before `#`.
fn file_of(path: &str) -> &str {
    path.split_once(".json#").map_or(path, |(file, _)| path.get(..file.len() + 5).unwrap_or(path))
}

fn folder_of(path: &str) -> &str {
    file_of(path).rsplit_once('/').map_or("", |(folder, _)| folder)
}
