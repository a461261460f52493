//! Scripted faults: what clients must live with, made to happen on demand through `/_emulator/faults`.
//!
//! A fault waits for requests of a path, lets some of them pass, strikes a number of them and is gone.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::exchange::{Damage, Reply};
use crate::graph::Refusal;

/// Most faults that wait at once.
const MOST: usize = 1_000;

/// A path prefix; `{id}` stands for any segment, and as the last one means exactly that object.
#[derive(Debug, Clone, Default)]
pub(crate) struct PathPattern(Vec<String>);

impl PathPattern {
    /// Reads a pattern; the empty one fits every path.
    pub(crate) fn new(path: &str) -> Self {
        Self(path.split('/').filter(|part| !part.is_empty()).map(str::to_ascii_lowercase).collect())
    }

    /// Whether a path fits, whatever its case.
    pub(crate) fn fits(&self, segments: &[String]) -> bool {
        let fits = |pattern: &str, segment: &String| pattern == "{id}" || segment.eq_ignore_ascii_case(pattern);
        let is_exact_object = self.0.last().is_some_and(|last| last == "{id}");
        (if is_exact_object { segments.len() == self.0.len() } else { segments.len() >= self.0.len() })
            && self.0.iter().zip(segments).all(|(pattern, segment)| fits(pattern, segment))
    }
}

/// What happens to a request.
#[derive(Debug, Clone)]
pub(crate) enum Effect {
    /// It is refused.
    Refuse(Refusal),
    /// It is carried out, and the answer comes to harm.
    Damage(Damage),
}

#[derive(Debug)]
struct Fault {
    told: Value,
    path: PathPattern,
    effect: Effect,
    skip: u64,
    times: u64,
}

/// The faults that wait.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// What strikes this request, the oldest fault first.
    pub(crate) fn strike(&self, segments: &[String]) -> Option<Effect> {
        self.strike_where(|path| path.fits(segments))
    }

    /// The same of faults that name the path: those that wait for anything wait for what is inside a batch.
    pub(crate) fn strike_by_name(&self, segments: &[String]) -> Option<Effect> {
        self.strike_where(|path| !path.0.is_empty() && path.fits(segments))
    }

    fn strike_where(&self, fits: impl Fn(&PathPattern) -> bool) -> Option<Effect> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let index = faults.iter().position(|fault| fits(&fault.path))?;
        let fault = faults.get_mut(index)?;
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        fault.times -= 1;
        let (effect, is_spent) = (fault.effect.clone(), fault.times == 0);
        if is_spent {
            faults.remove(index);
        }
        Some(effect)
    }

    /// Adds the fault that a body describes.
    pub(crate) fn add(&self, body: &Value) -> Reply {
        let fault = match read(body) {
            Ok(fault) => fault,
            Err(why) => return Reply::json(400, json!({ "error": why })),
        };
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if faults.len() >= MOST {
            return Reply::json(400, json!({ "error": format!("{MOST} faults wait already: DELETE them first") }));
        }
        let told = fault.told.clone();
        faults.push(fault);
        Reply::json(201, told)
    }

    /// What waits, and how often it will still strike.
    pub(crate) fn list(&self) -> Reply {
        let faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: Vec<Value> = faults.iter().map(|fault| json!({ "fault": fault.told, "skip": fault.skip, "times": fault.times })).collect();
        Reply::json(200, json!({ "faults": all }))
    }

    /// Forgets every fault.
    pub(crate) fn clear(&self) -> Reply {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.list()
    }
}

fn read(body: &Value) -> Result<Fault, String> {
    const FIELDS: [&str; 6] = ["kind", "path", "skip", "times", "status", "retryAfterSeconds"];
    let members = body.as_object().ok_or("send an object, such as {\"kind\": \"throttle\", \"path\": \"/users\", \"times\": 2}")?;
    if let Some(unknown) = members.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        return Err(format!("`{unknown}` is no field of a fault: {}", FIELDS.join(", ")));
    }
    let number = |name: &str, default: u64| match body.get(name) {
        None => Ok(default),
        Some(value) => value.as_u64().filter(|it| *it <= 1_000_000).ok_or(format!("`{name}` is a whole number up to a million")),
    };
    let wait = body.get("retryAfterSeconds").map(|_| number("retryAfterSeconds", 0)).transpose()?;
    let kind = body.get("kind").and_then(Value::as_str);
    if wait.is_some() && !matches!(kind, Some("throttle" | "error")) {
        return Err("`retryAfterSeconds` goes with throttle and error".to_owned());
    }
    if members.contains_key("status") && kind != Some("error") {
        return Err("`status` goes with error".to_owned());
    }
    let effect = match kind {
        Some("throttle") => Effect::Refuse(Refusal { retry_after: wait, ..Refusal::throttled() }),
        Some("error") => {
            let status = number("status", 503)?;
            let refusal = Refusal::server(status).ok_or("`status` is one of 500, 502, 503, 504")?;
            Effect::Refuse(Refusal { retry_after: wait, ..refusal })
        }
        Some("token") => Effect::Refuse(Refusal::token("Access token has expired or is not yet valid.")),
        Some("cut") => Effect::Damage(Damage::Cut),
        Some("truncate") => Effect::Damage(Damage::Truncated),
        _ => return Err("`kind` is one of throttle, error, token, cut, truncate".to_owned()),
    };
    let times = number("times", 1)?;
    if times == 0 {
        return Err("a fault strikes at least once".to_owned());
    }
    let path = match body.get("path") {
        None => PathPattern::default(),
        Some(Value::String(path)) => PathPattern::new(path),
        Some(_) => return Err("`path` is a text, such as \"/users\"".to_owned()),
    };
    Ok(Fault { told: body.clone(), path, effect, skip: number("skip", 0)?, times })
}
