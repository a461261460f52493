//! A person who is signed in to the Azure CLI: it is asked for a token, run without a shell, and knows no secret of ours.
//!
//! Source: <https://learn.microsoft.com/en-us/cli/azure/account#az-account-get-access-token> (read 2026-11-25): `--resource-type ms-graph`,
//! and that `expires_on` is in seconds of UTC while `expiresOn` is local time.

use std::io::ErrorKind;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use zeroize::Zeroizing;

use super::SignIn;
use crate::client::token::Token;
use crate::client::{Secret, SessionError, TokenError, aadsts};

const PROGRAM: &str = if cfg!(windows) { "az.cmd" } else { "az" };
const ARGUMENTS: [&str; 6] = ["account", "get-access-token", "--resource-type", "ms-graph", "--output", "json"];
/// How long it may take: it starts slowly, and may ask the sign-in service.
const PATIENCE: Duration = Duration::from_secs(90);
/// Longest output that is read of either kind, in bytes.
const LONGEST: usize = 256 * 1024;

/// Asks for a token.
pub(super) async fn sign_in(desk: &SignIn<'_>) -> Result<Token, SessionError> {
    if desk.target.endpoints.is_unsafe {
        return Err(failed("its tokens open Microsoft Graph itself and are sent to no other address"));
    }
    let (is_success, out, err) = tokio::time::timeout(PATIENCE, run())
        .await
        .map_err(|_| failed("`az` gave no answer in time: try `az account get-access-token --resource-type ms-graph` yourself"))??;
    if !is_success {
        return Err(failed(&why(&String::from_utf8_lossy(&err))));
    }
    let token = read(&out, desk.clock.now().as_second(), desk)?;
    if !token.is_for(desk.target.endpoints.resource()) {
        return Err(failed("its token is for another cloud: compare `az cloud show` with `cloud` in the declaration"));
    }
    if !token.is_of(desk.tenant) {
        return Err(failed("it is signed in to another tenant: run `az login --tenant` with the declared tenant"));
    }
    Ok(token)
}

/// Runs it; output beyond the bound is a failure. It is ended when nobody waits for it any more.
async fn run() -> Result<(bool, Zeroizing<Vec<u8>>, Zeroizing<Vec<u8>>), SessionError> {
    let mut command = Command::new(PROGRAM);
    command.args(ARGUMENTS).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => failed("there is no `az` on this machine: install the Azure CLI, or sign in with --auth browser"),
        _ => failed("`az` cannot be started"),
    })?;
    let (out, err) = tokio::join!(bounded(child.stdout.take()), bounded(child.stderr.take()));
    let (out, err) = (out?, err?);
    let status = child.wait().await.map_err(|_| failed("`az` ended unseen"))?;
    Ok((status.success(), out, err))
}

/// Reads an output up to its bound; it may hold a token, and is wiped.
async fn bounded(pipe: Option<impl AsyncRead + Unpin>) -> Result<Zeroizing<Vec<u8>>, SessionError> {
    // Room for all of it, so that no copy is left behind when it grows.
    let mut text = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
    if let Some(pipe) = pipe {
        let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX) + 1;
        pipe.take(limit).read_to_end(&mut text).await.map_err(|_| failed("what `az` says cannot be read"))?;
    }
    if text.len() > LONGEST { Err(failed("`az` says more than any token takes")) } else { Ok(text) }
}

fn read(out: &[u8], now: i64, desk: &SignIn<'_>) -> Result<Token, SessionError> {
    let mut body: Value = serde_json::from_slice(out).map_err(|_| failed("what `az` says is no JSON"))?;
    let secret = match body.as_object_mut().and_then(|body| body.remove("accessToken")) {
        Some(Value::String(token)) if !token.is_empty() => Secret::new(token),
        _ => return Err(failed("what `az` says holds no token")),
    };
    let ends = body.get("expires_on").and_then(Value::as_i64);
    Ok(Token::handed_over(secret, ends.map(|ends| ends - now), desk.clock.now())?)
}

/// What its complaint means.
fn why(complaint: &str) -> String {
    if complaint.contains("az login") || complaint.contains("az account clear") {
        return "nobody is signed in to the Azure CLI, or no longer: run `az login --tenant` with the declared tenant".to_owned();
    }
    if let Some(number) = complaint.split("AADSTS").nth(1).and_then(|rest| rest.split(|it: char| !it.is_ascii_digit()).next()?.parse().ok())
    {
        return aadsts::said("", Some(number)).to_string();
    }
    let line = complaint.lines().map(str::trim).find(|line| line.starts_with("ERROR")).unwrap_or("without a word");
    format!("`az` failed: {}", breakglass_model::Untrusted::from(line).shown())
}

fn failed(why: &str) -> SessionError {
    TokenError::AzureCli(why.to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_become_what_to_do() {
        assert!(why("ERROR: Please run 'az login' to setup account.").contains("nobody is signed in"));
        assert!(why("ERROR: AADSTS53003: Access has been blocked\nTrace ID: x").contains("AADSTS53003"));
        let odd = why("WARNING: x\nERROR: strange\u{1b}[2J thing");
        assert!(odd.contains("strange") && !odd.contains('\u{1b}'), "{odd}");
        assert!(why("Traceback").contains("without a word"));
    }
}
