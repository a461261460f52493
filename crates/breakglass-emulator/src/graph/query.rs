//! The query of a request: OData options, with or without their dollar sign.
//!
//! Source: <https://learn.microsoft.com/en-us/graph/query-parameters> (read 2026-11-22).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use url::form_urlencoded;

use super::filter::Filter;
use super::refusal::Refusal;
use super::search::Search;
use crate::options::LARGEST_PAGE;

/// The options of one request.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Query {
    pub(super) select: Option<Vec<String>>,
    pub(super) filter: Option<Filter>,
    pub(super) expand: Vec<Expansion>,
    /// Properties and whether each descends.
    pub(super) order: Vec<(String, bool)>,
    pub(super) search: Option<Search>,
    pub(super) top: Option<usize>,
    pub(super) skip: usize,
    pub(super) count: bool,
    /// The position at which the page starts.
    pub(super) position: usize,
    /// The token of a page, and of a delta query, as they came.
    pub(super) skip_token: Option<String>,
    pub(super) delta_token: Option<String>,
    /// The options as they came, without the place in the list: what a next link repeats.
    pub(super) repeated: String,
}

/// A relation to put in, and the properties of its objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expansion {
    pub(super) name: String,
    pub(super) select: Option<Vec<String>>,
}

impl Query {
    /// Reads the options.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let mut query = Self::default();
        let mut repeated = form_urlencoded::Serializer::new(String::new());
        for (key, value) in form_urlencoded::parse(text.as_bytes()) {
            let name = key.trim_start_matches('$').to_ascii_lowercase();
            match name.as_str() {
                "select" => query.select = Some(list(&value)),
                "filter" => {
                    query.filter = Some(Filter::parse(&value).map_err(|error| Refusal::bad(format!("Invalid filter clause: {error}.")))?);
                }
                "expand" => query.expand = expansions(&value)?,
                "orderby" => query.order = order(&value)?,
                "search" => {
                    query.search = Some(Search::parse(&value).map_err(|error| Refusal::bad(format!("Syntax error in $search: {error}.")))?);
                }
                "top" => query.top = Some(top(&value)?),
                "skip" => query.skip = skip(&value)?,
                "count" => query.count = value.eq_ignore_ascii_case("true"),
                "skiptoken" => {
                    if !value.starts_with(super::delta::PREFIX) {
                        query.position = position(&value)?;
                    }
                    query.skip_token = Some(value.clone().into_owned());
                }
                "deltatoken" => query.delta_token = Some(value.clone().into_owned()),
                "format" => {}
                other if key.starts_with('$') => return Err(Refusal::bad(format!("The query option '${other}' is not supported."))),
                // Options without a dollar sign may be anybody's.
                _ => {}
            }
            if !matches!(name.as_str(), "skiptoken" | "deltatoken") {
                repeated.append_pair(&key, &value);
            }
        }
        query.repeated = repeated.finish();
        Ok(query)
    }

    /// The query of the link to the page that starts at a position.
    pub(super) fn link(&self, position: usize) -> String {
        let token = BASE64_URL_SAFE_NO_PAD.encode(format!("position:{position}"));
        let repeated = if self.repeated.is_empty() { String::new() } else { format!("{}&", self.repeated) };
        format!("{repeated}$skiptoken={token}")
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn order(text: &str) -> Result<Vec<(String, bool)>, Refusal> {
    let part = |part: String| {
        let mut words = part.split_whitespace();
        let (name, direction, rest) = (words.next().unwrap_or_default(), words.next().unwrap_or("asc"), words.next());
        match direction.to_ascii_lowercase().as_str() {
            "asc" | "desc" if rest.is_none() => Ok((name.to_owned(), direction.eq_ignore_ascii_case("desc"))),
            _ => Err(Refusal::bad(format!("Syntax error in '{text}' of $orderby query option."))),
        }
    };
    list(text).into_iter().map(part).collect()
}

fn top(text: &str) -> Result<usize, Refusal> {
    match text.parse() {
        Ok(top) if (1..=LARGEST_PAGE).contains(&top) => Ok(top),
        Ok(0) | Err(_) => Err(Refusal::bad(format!("Invalid value '{text}' for $top query option found."))),
        Ok(_) => {
            Err(Refusal::bad_directory(format!("Invalid page size specified: '{text}'. Must be between 1 and {LARGEST_PAGE} inclusive.")))
        }
    }
}

fn skip(text: &str) -> Result<usize, Refusal> {
    text.parse().map_err(|_| Refusal::bad(format!("Invalid value '{text}' for $skip query option found.")))
}

fn position(token: &str) -> Result<usize, Refusal> {
    let text = BASE64_URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| text.strip_prefix("position:")?.parse().ok()).ok_or_else(|| Refusal::bad("The skip token is not valid."))
}

/// Relations apart by commas, with options of their own in parentheses.
fn expansions(text: &str) -> Result<Vec<Expansion>, Refusal> {
    let mut parts = vec![String::new()];
    let mut depth = 0_u32;
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1).ok_or_else(|| Refusal::bad("Invalid $expand query option."))?,
            _ => {}
        }
        if letter == ',' && depth == 0 {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(letter);
        }
    }
    Ok(parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).map(expansion).collect())
}

fn expansion(part: &str) -> Expansion {
    match part.split_once('(') {
        None => Expansion { name: part.to_owned(), select: None },
        Some((name, options)) => {
            let options = options.strip_suffix(')').unwrap_or(options);
            let select = options.split(';').find_map(|option| option.trim().trim_start_matches('$').strip_prefix("select=").map(list));
            Expansion { name: name.trim().to_owned(), select }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_come_with_and_without_dollar_and_encoded() {
        let query = Query::parse("$select=id,%20displayName&%24top=5&count=true&$expand=principal($select=id),roleDefinition").unwrap();
        assert_eq!(query.select, Some(vec!["id".to_owned(), "displayName".to_owned()]));
        assert_eq!((query.top, query.count), (Some(5), true));
        assert_eq!(query.expand.len(), 2);
        assert_eq!(query.expand[0].select, Some(vec!["id".to_owned()]));
    }

    #[test]
    fn a_next_link_leads_to_its_position_and_repeats_the_rest() {
        let query = Query::parse("$select=id&$top=2").unwrap();
        let next = Query::parse(&query.link(2)).unwrap();
        assert_eq!((next.position, next.top, &next.select), (2, Some(2), &query.select));
        assert_eq!(next.repeated, query.repeated);
    }

    #[test]
    fn senseless_options_are_refused() {
        for text in [
            "$top=0",
            "$top=x",
            "$top=1000",
            "$skiptoken=abc",
            "$filter=id%20eq",
            "$expand=a)",
            "$skip=-1",
            "$apply=x",
            "$orderby=a%20sideways",
            "$orderby=a%20asc%20b",
        ] {
            assert_eq!(Query::parse(text).unwrap_err().status, 400, "{text}");
        }
    }
}
