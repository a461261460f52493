//! A person signs in with the browser of this machine: authorization code with PKCE, answered on a loopback address.
//!
//! One answer is taken and the address closed. Somebody else's answer cannot be redeemed: the state must be ours, and the code
//! is bound to a verifier that never leaves this process but to the token endpoint.
//!
//! Source: <https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow>,
//! <https://datatracker.ietf.org/doc/html/rfc8252#section-7.3> and <https://datatracker.ietf.org/doc/html/rfc7636> (read 2026-11-25).

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::Url;
use zeroize::Zeroizing;

use super::{Form, SignIn, plain};
use crate::client::token::{Holder, Token};
use crate::client::{Prompt, Secret, SessionError, TokenError, aadsts, odata};

/// How long a person has.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long one connection may take to say what it wants: browsers open some in advance and say nothing.
const CONNECTION: Duration = Duration::from_secs(10);
/// Longest head of a request, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;
/// Connections that are looked at before somebody else is at work.
const MOST_CONNECTIONS: usize = 64;
/// Ports that are tried before giving up.
const TRIES: usize = 8;

/// The page that the person sees: nothing of the answer is in it.
const DONE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>breakglass</title>\
    <p>The answer has arrived. Go on at the terminal; this page can be closed.</p></html>";

/// An address that only this machine reaches.
struct Loopback {
    four: TcpListener,
    six: Option<TcpListener>,
    port: u16,
}

/// What the browser brought.
#[derive(Debug)]
enum Brought {
    Code(Secret),
    Refused {
        word: String,
        number: Option<i64>,
    },
    /// It is not the answer to our request.
    Foreign,
    /// It asks for something else, such as an icon.
    Nothing,
}

/// Shows the person the way and waits for the browser to come back.
pub(super) async fn sign_in(desk: &SignIn<'_>, login_hint: Option<&str>, prompt: &dyn Prompt) -> Result<Token, SessionError> {
    sign_in_within(desk, login_hint, prompt, PATIENCE).await
}

async fn sign_in_within(
    desk: &SignIn<'_>,
    login_hint: Option<&str>,
    prompt: &dyn Prompt,
    patience: Duration,
) -> Result<Token, SessionError> {
    let loopback = Loopback::open().await?;
    let redirect = format!("http://localhost:{}", loopback.port);
    let (state, verifier) = (random()?, Secret::new(random()?));
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.expose().as_bytes()));
    let minutes = patience.as_secs().div_ceil(60);
    prompt.open(authorize(desk, &redirect, &state, &challenge, login_hint)?.as_str(), minutes);
    let answer = tokio::time::timeout(patience, loopback.answer(&state)).await.map_err(|_| TokenError::NotInTime(minutes))?;
    // Nobody can reach the address any more: it was closed when the answer came.
    let code = answer?;
    let form: Form = vec![
        ("grant_type", plain("authorization_code")),
        ("client_id", plain(&desk.target.client_id)),
        ("code", code),
        ("redirect_uri", plain(&redirect)),
        ("code_verifier", verifier),
        ("scope", plain(&desk.scope())),
    ];
    desk.granted(|| Ok(form.clone()), Holder::Person).await
}

fn authorize(desk: &SignIn<'_>, redirect: &str, state: &str, challenge: &str, login_hint: Option<&str>) -> Result<Url, SessionError> {
    let base = format!("{}{}/oauth2/v2.0/authorize", desk.target.endpoints.login, odata::segment(desk.tenant));
    let mut url = Url::parse(&base).map_err(|_| SessionError::Setup("the sign-in service has no address"))?;
    url.query_pairs_mut()
        .append_pair("client_id", &desk.target.client_id)
        .append_pair("response_type", "code")
        .append_pair("redirect_uri", redirect)
        .append_pair("response_mode", "query")
        .append_pair("scope", &desk.scope())
        .append_pair("state", state)
        .append_pair("code_challenge", challenge)
        .append_pair("code_challenge_method", "S256")
        .append_pair("prompt", "select_account");
    if let Some(hint) = login_hint {
        url.query_pairs_mut().append_pair("login_hint", hint);
    }
    Ok(url)
}

/// 256 random bits, as text of 43 characters.
fn random() -> Result<String, SessionError> {
    let mut bytes = Zeroizing::new([0; 32]);
    SystemRandom::new().fill(bytes.as_mut()).map_err(|_| SessionError::Setup("the system has no random numbers"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes.as_ref()))
}

impl Loopback {
    /// Opens one port for both families: a browser takes `localhost` for either, and nobody else may hold the other.
    async fn open() -> Result<Self, SessionError> {
        let failed = |_| SessionError::Setup("no address of this machine can be listened at for the browser's answer");
        for _ in 0..TRIES {
            let four = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
            let port = four.local_addr().map_err(failed)?.port();
            match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
                Ok(six) => return Ok(Self { four, six: Some(six), port }),
                Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {}
                // This machine has no IPv6.
                Err(_) => return Ok(Self { four, six: None, port }),
            }
        }
        Err(SessionError::Setup("somebody else listens on every port that was tried for the browser's answer"))
    }

    /// Waits for the answer; whatever it is, nothing more is listened to. Connections are looked at side by side: a browser opens
    /// some in advance and says nothing on them.
    async fn answer(self, state: &str) -> Result<Secret, SessionError> {
        let (mut connections, mut looked_at) = (JoinSet::new(), 0);
        loop {
            let brought = tokio::select! {
                accepted = self.accept(), if looked_at < MOST_CONNECTIONS => {
                    looked_at += 1;
                    if let Ok(stream) = accepted {
                        let (port, state) = (self.port, state.to_owned());
                        connections.spawn(async move { tokio::time::timeout(CONNECTION, serve(stream, port, &state)).await });
                    }
                    continue;
                }
                Some(brought) = connections.join_next() => brought,
                else => return Err(TokenError::Foreign.into()),
            };
            match brought {
                Ok(Ok(Brought::Code(code))) => return Ok(code),
                Ok(Ok(Brought::Refused { word, number })) => return Err(aadsts::said(&word, number).into()),
                Ok(Ok(Brought::Foreign)) => return Err(TokenError::Foreign.into()),
                // An icon, silence, or a connection that broke.
                Ok(Ok(Brought::Nothing) | Err(_)) | Err(_) => {}
            }
        }
    }

    async fn accept(&self) -> std::io::Result<TcpStream> {
        let accepted = match &self.six {
            Some(six) => tokio::select! {
                accepted = self.four.accept() => accepted,
                accepted = six.accept() => accepted,
            },
            None => self.four.accept().await,
        };
        accepted.map(|(stream, _)| stream)
    }
}

/// Reads one request and answers it.
async fn serve(mut stream: TcpStream, port: u16, state: &str) -> Brought {
    let Some(head) = head(&mut stream).await else { return Brought::Nothing };
    let brought = read(&head, port, state);
    let (status, page) = match brought {
        Brought::Nothing => ("404 Not Found", ""),
        _ => ("200 OK", DONE),
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\n\
         Connection: close\r\n\r\n{page}",
        page.len()
    );
    // A browser that went away has nothing to read.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
    brought
}

/// The head of a request up to its bound; it may hold a code, and is wiped.
async fn head(stream: &mut TcpStream) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_HEAD));
    let mut chunk = Zeroizing::new([0; 2048]);
    while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = stream.read(chunk.as_mut()).await.ok().filter(|read| *read > 0)?;
        if bytes.len() + read > LONGEST_HEAD {
            return None;
        }
        bytes.extend_from_slice(chunk.get(..read)?);
    }
    std::str::from_utf8(&bytes).ok().map(|text| Zeroizing::new(text.to_owned()))
}

/// What a request brings. Only `GET /?…` that names this address counts.
fn read(head: &str, port: u16, state: &str) -> Brought {
    let mut lines = head.split("\r\n");
    let Some(target) = lines.next().and_then(|line| line.strip_prefix("GET ")).and_then(|rest| rest.strip_suffix(" HTTP/1.1")) else {
        return Brought::Nothing;
    };
    let mut hosts = lines.filter_map(|line| line.split_once(':')).filter(|(name, _)| name.eq_ignore_ascii_case("host"));
    let is_ours = hosts.next().is_some_and(|(_, host)| host.trim() == format!("localhost:{port}")) && hosts.next().is_none();
    let Some(query) = target.strip_prefix("/?").filter(|_| is_ours) else { return Brought::Nothing };
    let field = |name: &str| {
        let mut values = url::form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
        values.next().filter(|_| values.next().is_none()).map(|(_, value)| value.into_owned())
    };
    let (code, error) = (field("code").filter(|code| !code.is_empty()), field("error"));
    if code.is_none() && error.is_none() {
        return Brought::Nothing;
    }
    // Digests are compared: how long that takes says nothing of the state.
    let digested = |text: &str| digest(&SHA256, text.as_bytes());
    let is_answer = field("state").is_some_and(|given| digested(&given).as_ref() == digested(state).as_ref());
    match (code, error) {
        (Some(code), None) if is_answer => Brought::Code(Secret::new(code)),
        (None, Some(word)) if is_answer => Brought::Refused { word, number: field("error_description").and_then(|text| number(&text)) },
        _ => Brought::Foreign,
    }
}

/// The AADSTS number that begins a description.
fn number(description: &str) -> Option<i64> {
    let digits: String = description.strip_prefix("AADSTS")?.chars().take_while(char::is_ascii_digit).take(9).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = "s3cret-state";

    fn brought(line: &str, host: &str) -> Brought {
        read(&format!("{line} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n\r\n"), 4711, STATE)
    }

    #[test]
    fn only_the_answer_to_our_request_brings_a_code() {
        let ours = "localhost:4711";
        assert!(matches!(brought("GET /?code=abc&state=s3cret-state", ours), Brought::Code(code) if code.expose() == "abc"));
        for foreign in
            ["/?code=abc&state=other", "/?code=abc", "/?code=a&error=b&state=s3cret-state", "/?code=a&state=s3cret-state&state=x"]
        {
            assert!(matches!(brought(&format!("GET {foreign}"), ours), Brought::Foreign), "{foreign}");
        }
        for nothing in
            ["GET /favicon.ico", "GET /", "GET /?x=y", "GET /other?code=abc&state=s3cret-state", "POST /?code=abc&state=s3cret-state"]
        {
            assert!(matches!(brought(nothing, ours), Brought::Nothing), "{nothing}");
        }
        for host in ["127.0.0.1:4711", "evil.example:4711", "localhost:4712", "localhost"] {
            assert!(matches!(brought("GET /?code=abc&state=s3cret-state", host), Brought::Nothing), "{host}");
        }
    }

    #[test]
    fn a_refusal_is_read_with_its_number_and_not_its_words() {
        let line = "GET /?error=access_denied&error_description=AADSTS65004%3A+hush&state=s3cret-state";
        assert!(matches!(brought(line, "localhost:4711"), Brought::Refused { word, number: Some(65_004) } if word == "access_denied"));
        assert!(matches!(brought("GET /?error=x&state=s3cret-state", "localhost:4711"), Brought::Refused { number: None, .. }));
    }

    async fn get(port: u16, target: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
        let request = format!("GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        Some(answer)
    }

    #[tokio::test]
    async fn one_answer_is_taken_past_silence_and_icons_and_the_address_is_closed() {
        let loopback = Loopback::open().await.unwrap();
        let port = loopback.port;
        let waiting = tokio::spawn(loopback.answer(STATE));
        let silent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        assert!(get(port, "/favicon.ico").await.unwrap().starts_with("HTTP/1.1 404"));
        let page = get(port, "/?code=abc&state=s3cret-state").await.unwrap();
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("can be closed") && !page.contains("abc"), "{page}");
        assert_eq!(waiting.await.unwrap().unwrap().expose(), "abc");
        assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "nobody listens any more");
        drop(silent);
    }

    #[tokio::test]
    async fn somebody_else_s_answer_ends_the_sign_in() {
        let loopback = Loopback::open().await.unwrap();
        let port = loopback.port;
        let waiting = tokio::spawn(loopback.answer(STATE));
        get(port, "/?code=abc&state=theirs").await.unwrap();
        assert!(matches!(waiting.await.unwrap(), Err(SessionError::Token(TokenError::Foreign))));
    }
}
