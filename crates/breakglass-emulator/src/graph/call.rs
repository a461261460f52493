//! One call of Graph: the request with everything that answering it asks again and again.

use std::borrow::Cow;

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::caller::Caller;
use super::query::Query;
use super::refusal::Refusal;
use super::{expand, shape, vocabulary};
use crate::address::{Address, Version};
use crate::app::App;
use crate::exchange::{Reply, Request};
use crate::state::{Gap, Object, Tenant};

/// What answering gives.
pub(super) type Answer = Result<Reply, Refusal>;

/// One call.
pub(super) struct Call<'a> {
    pub(super) app: &'a App,
    /// The tenant as it has reached readers.
    pub(super) tenant: &'a Tenant,
    pub(super) request: &'a Request,
    pub(super) address: &'a Address,
    pub(super) version: Version,
    /// The path after the version, as it came.
    pub(super) segments: &'a [String],
    pub(super) query: Query,
    /// Who asks, and what the token permits.
    pub(super) caller: &'a Caller,
}

/// A list to be answered page by page.
pub(super) struct Listing<'a> {
    /// What stands after `$metadata#`.
    pub(super) context: &'a str,
    /// Objects on a page where the client names no number.
    pub(super) page: usize,
    /// Properties that come unless others are selected; none for all.
    pub(super) defaults: Option<&'a [&'a str]>,
    /// Whether advanced queries need `ConsistencyLevel: eventual`.
    pub(super) is_directory: bool,
}

impl<'a> Call<'a> {
    pub(super) fn is(&self, method: &Method) -> bool {
        self.request.method == *method
    }

    /// Refuses where the snapshot that is served does not hold an answer.
    pub(super) fn covered(&self, collection: &str, of: &[&str]) -> Result<(), Refusal> {
        self.known(self.tenant.coverage.as_ref().and_then(|coverage| coverage.gap(collection, of)), collection, of)
    }

    /// Refuses where a gap in the snapshot leaves no answer.
    pub(super) fn known(&self, gap: Option<Gap>, collection: &str, of: &[&str]) -> Result<(), Refusal> {
        match gap {
            None => Ok(()),
            Some(Gap::Denied) => Err(Refusal::permission()),
            Some(Gap::Unlicensed) => Err(Refusal::licence()),
            Some(Gap::Absent) => Err(Refusal::no_object(of.first().unwrap_or(&collection))),
            Some(Gap::Unavailable) => Err(Refusal::segment(self.segments.last().map_or(collection, String::as_str))),
            Some(Gap::Incomplete | Gap::NotAsked) => Err(Refusal::not_in_snapshot(collection)),
        }
    }

    fn metadata(&self, context: &str) -> String {
        let selected = self.query.select.as_ref().map(|names| format!("({})", names.join(","))).unwrap_or_default();
        let (head, tail) = context.split_once("/$entity").map_or((context, ""), |(head, _)| (head, "/$entity"));
        format!("{}/{}/$metadata#{head}{selected}{tail}", self.address.base, self.version.segment())
    }

    fn shows_unknown_members(&self) -> bool {
        self.request.header("prefer").is_some_and(|text| text.to_ascii_lowercase().contains("include-unknown-enum-members"))
    }

    fn shaped(&self, context: &str, row: Cow<'_, Object>, defaults: Option<&[&str]>) -> Result<Value, Refusal> {
        let whole = (!self.query.expand.is_empty()).then(|| row.clone().into_owned());
        let mut row = shape::selected(row.into_owned(), self.query.select.as_deref(), defaults);
        if let Some(whole) = whole {
            expand::put(self, context, &whole, &mut row)?;
        }
        if !self.shows_unknown_members() {
            shape::mask(&mut row);
        }
        Ok(Value::Object(row))
    }

    /// One object.
    pub(super) fn entity(&self, context: &str, row: Cow<'_, Object>, defaults: Option<&[&str]>) -> Answer {
        let mut body = Map::new();
        vocabulary::check(self, context)?;
        body.insert("@odata.context".to_owned(), Value::String(self.metadata(&format!("{context}/$entity"))));
        if let Value::Object(row) = self.shaped(context, row, defaults)? {
            body.extend(row);
        }
        Ok(Reply::json(200, Value::Object(body)))
    }

    /// One value by itself, as functions and actions answer.
    pub(super) fn value(&self, context: &str, value: &Value) -> Reply {
        Reply::json(200, json!({"@odata.context": self.metadata(context), "value": value}))
    }

    /// One object that is no member of a list, such as a policy of which there is one.
    pub(super) fn singleton(&self, context: &str, row: &Object) -> Answer {
        let mut reply = self.entity(context, Cow::Borrowed(row), None)?;
        if let Some(Value::Object(body)) = &mut reply.body {
            body.insert("@odata.context".to_owned(), Value::String(self.metadata(&format!("{context}/$entity"))));
        }
        Ok(reply)
    }

    /// A page of a list that is held whole.
    pub(super) fn list(&self, listing: &Listing<'_>, rows: &[Object]) -> Answer {
        self.pages(listing, |from| Box::new(rows.iter().skip(from).map(Cow::Borrowed)))
    }

    /// A page of a list that starts anywhere.
    pub(super) fn pages<'r>(
        &self,
        listing: &Listing<'_>,
        from: impl Fn(usize) -> Box<dyn Iterator<Item = Cow<'r, Object>> + 'r>,
    ) -> Answer {
        self.accepts_query(listing)?;
        let query = &self.query;
        let fits = |row: &Object| {
            query.filter.as_ref().is_none_or(|filter| filter.fits(row)) && query.search.as_ref().is_none_or(|search| search.finds(row))
        };
        let size = query.top.unwrap_or(listing.page);
        let start = query.position + if query.skip_token.is_none() { query.skip } else { 0 };
        let (rows, next) = if query.order.is_empty() {
            let mut found = from(start).enumerate().filter(|(_, row)| fits(row)).take(size + 1);
            let rows: Vec<(usize, Cow<'_, Object>)> = found.by_ref().collect();
            let next = rows.get(size).map(|(offset, _)| start + offset);
            (rows.into_iter().take(size).map(|(_, row)| row).collect::<Vec<_>>(), next)
        } else {
            let mut all: Vec<Cow<'_, Object>> = from(0).filter(|row| fits(row)).collect();
            all.sort_by(|one, other| shape::order(one, other, &query.order));
            let next = (start.saturating_add(size) < all.len()).then_some(start + size);
            (all.into_iter().skip(start).take(size).collect(), next)
        };
        // Source: <https://learn.microsoft.com/en-us/graph/query-parameters#count-parameter> (read 2026-11-25): of directory objects
        // the first page alone tells the number.
        let is_counted = query.count && (!listing.is_directory || query.skip_token.is_none()) && self.may_count(listing);
        let count = is_counted.then(|| from(0).filter(|row| fits(row)).count());
        let values = rows.into_iter().map(|row| self.shaped(listing.context, row, listing.defaults));
        let values = values.collect::<Result<Vec<Value>, Refusal>>()?;
        Ok(self.envelope(listing.context, values, count, next))
    }

    fn envelope(&self, context: &str, values: Vec<Value>, count: Option<usize>, next: Option<usize>) -> Reply {
        let mut body = json!({"@odata.context": self.metadata(context)});
        if let Some(body) = body.as_object_mut() {
            if let Some(count) = count {
                body.insert("@odata.count".to_owned(), Value::from(count));
            }
            if let Some(next) = next {
                let path = self.segments.iter().map(|segment| encoded(segment)).collect::<Vec<_>>().join("/");
                let link = format!("{}/{}/{path}?{}", self.address.base, self.version.segment(), self.query.link(next));
                body.insert("@odata.nextLink".to_owned(), Value::String(link));
            }
            body.insert("value".to_owned(), Value::Array(values));
        }
        Reply::json(200, body)
    }

    /// Advanced queries on directory objects need their header.
    ///
    /// Source: <https://learn.microsoft.com/en-us/graph/aad-advanced-queries> (read 2026-11-22).
    fn accepts_query(&self, listing: &Listing<'_>) -> Result<(), Refusal> {
        let query = &self.query;
        vocabulary::check(self, listing.context)?;
        if listing.is_directory && query.skip > 0 {
            return Err(Refusal::bad("'$skip' is not supported by the service."));
        }
        if !listing.is_directory {
            return if query.search.is_some() { Err(Refusal::bad("$search is not supported for this resource.")) } else { Ok(()) };
        }
        let is_eventual = self.is_eventual();
        let is_ordered_filter = !query.order.is_empty() && query.filter.is_some();
        let is_advanced = query.filter.as_ref().is_some_and(super::filter::Filter::is_advanced) || is_ordered_filter;
        if query.search.is_some() && !is_eventual {
            return Err(Refusal::unsupported_query(
                "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
            ));
        }
        // Source: <https://learn.microsoft.com/en-us/graph/filter-query-parameter> (read 2026-11-25).
        if query.filter.as_ref().is_some_and(super::filter::Filter::contains) {
            return Err(Refusal::unsupported_query("The function 'contains' is not supported for directory objects."));
        }
        if is_advanced && !(is_eventual && query.count) {
            return Err(Refusal::unsupported_query("Unsupported Query."));
        }
        Ok(())
    }

    /// Whether `$count=true` is heard: of directory objects only with its header, else it is passed over.
    fn may_count(&self, listing: &Listing<'_>) -> bool {
        !listing.is_directory || self.is_eventual()
    }

    fn is_eventual(&self) -> bool {
        self.request.header("consistencylevel").is_some_and(|level| level.eq_ignore_ascii_case("eventual"))
    }

    /// The number of objects in a list, as text.
    pub(super) fn count(&self, rows: usize) -> Answer {
        if !self.is_eventual() {
            return Err(Refusal::bad_directory("$count is not currently supported."));
        }
        Ok(Reply::json(200, Value::from(rows)).with("content-type", "text/plain"))
    }

    /// The body as JSON.
    pub(super) fn body(&self) -> Result<Value, Refusal> {
        serde_json::from_slice(&self.request.body).map_err(|_| Refusal::payload())
    }
}

impl Listing<'_> {
    /// A list outside the directory, every property of which comes.
    pub(super) const fn of(context: &str, page: usize) -> Listing<'_> {
        Listing { context, page, defaults: None, is_directory: false }
    }

    /// A list of directory objects.
    pub(super) const fn directory<'a>(context: &'a str, page: usize, defaults: Option<&'a [&'a str]>) -> Listing<'a> {
        Listing { context, page, defaults, is_directory: true }
    }
}

/// A path segment as it stands in a link.
fn encoded(segment: &str) -> String {
    url::form_urlencoded::byte_serialize(segment.as_bytes()).collect::<String>().replace('+', "%20").replace("%24", "$").replace("%40", "@")
}
