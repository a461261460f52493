//! Forms of values: what a mail address, a number, a host, an address on the web or the name of a secret looks like.
//!
//! No error repeats the value: where a name was wanted, it may be the secret itself.

use serde::{Deserialize, Deserializer};
use toml::Value;
use url::Url;

/// Longest text, in characters.
const LONGEST: usize = 500;

/// What a value has to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Any text but an empty one.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A mail address.
    Mail,
    /// A telephone number with its country, E.164.
    Phone,
    /// The name or address of a machine.
    Host,
    /// A TCP port.
    Port,
    /// An `https` address without a secret in it.
    Address,
    /// The place of a secret.
    Secret,
    /// The place of a file that is no secret.
    File,
    /// `true` or `false`.
    Flag,
}

impl Form {
    /// What is wrong with a value, and what would be right.
    pub fn fault(self, value: &Value) -> Option<String> {
        let text = |wanted: &str, is_right: fn(&str) -> bool| match value.as_str() {
            Some(text) if text.chars().count() <= LONGEST && is_right(text) => None,
            _ => Some(format!("this is no {wanted}")),
        };
        match self {
            Self::Text => text("text of 1 to 500 characters in quotes", |text| !text.trim().is_empty()),
            Self::Word(words) => match value.as_str() {
                Some(word) if words.contains(&word) => None,
                _ => Some(format!("choose one of \"{}\"", words.join("\", \""))),
            },
            Self::Mail => text("mail address: write for example \"kim@example.org\"", is_mail),
            Self::Phone => text("telephone number with its country: write for example \"+41790000000\", without spaces", is_phone),
            Self::Host => text("name of a machine: write for example \"smtp.example.org\", without scheme, port or path", is_host),
            Self::Port => match value.as_integer() {
                Some(1..=65535) => None,
                _ => Some("a port is a number from 1 to 65535, without quotes".to_owned()),
            },
            Self::Address => value.as_str().map_or_else(|| Some("this is no address: write \"https://…\"".to_owned()), address),
            Self::Secret => value.as_str().map_or_else(|| Some(NOT_NAMED.to_owned()), secret),
            Self::File => text("place of a file: write for example \"file:authority.pem\"", |text| {
                text.strip_prefix("file:").is_some_and(|path| !path.trim().is_empty())
            }),
            Self::Flag => value.as_bool().is_none().then(|| "write true or false, without quotes".to_owned()),
        }
    }
}

const NOT_NAMED: &str = "a secret is named here, never written: this file is copied, shown and kept in version control. Put the secret into a \
    file of your own with mode 600 and write \"file:NAME\", or hand it over by systemd (\"credential:NAME\") or in the environment \
    (\"env:NAME\"). If what stands here is the secret, it has to be replaced";

/// What is wrong with the name of a secret.
fn secret(text: &str) -> Option<String> {
    let is_word = |word: &str, also: &str| {
        !word.is_empty() && word.chars().all(|it| it.is_ascii_alphanumeric() || also.contains(it)) && word.chars().count() <= 255
    };
    match text.split_once(':') {
        Some(("file", path)) if !path.trim().is_empty() && path.chars().count() <= LONGEST => None,
        Some(("file", _)) => Some("`file:` names no file".to_owned()),
        Some(("credential", name)) if is_word(name, "_-.") && !name.starts_with('.') => None,
        Some(("credential", _)) => {
            Some("the name of a credential has letters, digits, `_`, `-` and `.`, and is none of them the secret".to_owned())
        }
        Some(("env", name)) if is_word(name, "_") && !name.starts_with(|it: char| it.is_ascii_digit()) => None,
        Some(("env", _)) => Some("the name of a variable has letters, digits and `_`, and is not the secret".to_owned()),
        _ => Some(NOT_NAMED.to_owned()),
    }
}

/// What is wrong with an address on the web.
fn address(text: &str) -> Option<String> {
    let Ok(url) = Url::parse(text) else {
        return Some("this is no address: write \"https://…\"".to_owned());
    };
    let is_loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback) {
        return Some("alerts go out over https only; http is for this machine itself".to_owned());
    }
    // Addresses that webhooks are given often are the secret: whoever has one can write.
    let is_telling =
        |key: &str| ["sig", "token", "key", "code", "secret", "password", "access_token"].contains(&key.to_ascii_lowercase().as_str());
    if !url.username().is_empty() || url.password().is_some() || url.query_pairs().any(|(key, _)| is_telling(&key)) {
        return Some(format!("this address holds a secret; {NOT_NAMED}"));
    }
    None
}

fn is_mail(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty()
            && !name.contains(char::is_whitespace)
            && !name.chars().any(char::is_control)
            && domain.contains('.')
            && is_host(domain)
    })
}

/// As E.164 has it: the country's digits first, at most 15 in all.
fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len()) && digits.chars().all(|it| it.is_ascii_digit()) && !digits.starts_with('0')
}

fn is_host(text: &str) -> bool {
    // The parser of addresses knows what a machine may be called; it would take a port, a path or a user along.
    !text.is_empty() && !text.contains(['/', ':', '@', '?', '#', '\\']) && url::Host::parse(text).is_ok()
        || text.parse::<std::net::Ipv6Addr>().is_ok()
}

/// The place of a secret in a section of its own.
pub fn optional_secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    held(deserializer, Form::Secret)
}

/// The place of a file.
pub fn optional_file<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    held(deserializer, Form::File)
}

fn held<'de, D: Deserializer<'de>>(deserializer: D, form: Form) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    match form.fault(&Value::String(text.clone())) {
        None => Ok(Some(text)),
        Some(fault) => Err(serde::de::Error::custom(fault)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: Form, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert_eq!(form.fault(&Value::from(*text)), None, "{text}");
        }
        for text in wrong {
            let fault = form.fault(&Value::from(*text)).unwrap_or_else(|| panic!("{form:?} takes `{text}`"));
            assert!(text.chars().count() < 6 || !fault.contains(text), "{fault}");
        }
        assert!(form.fault(&Value::Array(Vec::new())).is_some(), "{form:?} takes a list");
    }

    #[test]
    fn forms_take_what_they_say_and_repeat_nothing() {
        check(
            Form::Mail,
            &["kim@example.org", "k.i+m@sub.example.org"],
            &["kim", "kim@", "@other.example", "k im@example.org", "kim@localhost", "a@b@c.d"],
        );
        check(
            Form::Phone,
            &["+41790000000", "+3725551234"],
            &["0790000000", "+0790000000", "+41 79 000", "+1234", "+1234567890123456", "41791111111"],
        );
        check(Form::Host, &["smtp.example.org", "10.0.0.1", "::1", "mail"], &["", "smtp.example.org:25", "https://x", "a b", "a/b"]);
        check(
            Form::Address,
            &["https://alerts.example.org/in", "http://127.0.0.1:9093"],
            &[
                "alerts.example.org",
                "http://alerts.example.org",
                "ftp://alerts.example.org",
                "https://kim:hush@alerts.example.org",
                "https://x.logic.azure.com/workflows/1?sp=2&sig=abcdefgh",
            ],
        );
        check(Form::File, &["file:authority.pem"], &["other.pem", "file:", "env:CA"]);
        check(Form::Word(&["eu", "us"]), &["eu"], &["EU", "xx"]);
        check(Form::Text, &["x"], &["", " "]);
        assert!(Form::Port.fault(&Value::Integer(465)).is_none() && Form::Port.fault(&Value::Integer(70_000)).is_some());
        assert!(Form::Flag.fault(&Value::Boolean(true)).is_none());
    }

    #[test]
    fn a_secret_is_a_name_and_never_itself() {
        let right = ["file:secrets/smtp", "credential:smtp-password", "env:SMTP_PASSWORD"];
        let wrong = [
            "hunter2-hunter2",
            "xoxb-1234-abcd",
            "https://hooks.slack.com/services/T0/B0/x",
            "env:sk-live-0123",
            "credential:a/b",
            "file:",
            "env:1X",
            "FILE:x",
        ];
        check(Form::Secret, &right, &wrong);
        assert!(Form::Secret.fault(&Value::from("hunter2")).unwrap().contains("has to be replaced"));
    }
}
