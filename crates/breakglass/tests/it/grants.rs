//! The emulator command: what its app may do follows from `--grant` and `--grant-all`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// The program as a pretend cloud, ended when the test ends.
struct Emulator {
    child: Child,
    address: String,
    /// What it printed: a name, spaces, a value.
    printed: Vec<String>,
}

impl Emulator {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_breakglass"));
        command.args(["emulator", "--listen", "127.0.0.1:0"]).args(arguments).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let printed: Vec<String> = lines.take_while(|line| !line.starts_with("Stop with")).collect();
        let mut emulator = Self { child, address: String::new(), printed };
        let graph = emulator.told("graph");
        emulator.address = graph.trim_start_matches("http://").split('/').next().unwrap().to_owned();
        emulator
    }

    fn told(&self, name: &str) -> String {
        let line = self.printed.iter().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name}: {:?}", self.printed));
        line.split_whitespace().next().unwrap().to_owned()
    }

    fn post(&self, path: &str, headers: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!("POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n", self.address, body.len());
        write!(stream, "{head}{headers}\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
    }

    /// The status with which a new user is answered.
    fn create_user(&self) -> u16 {
        let form = format!(
            "grant_type=client_credentials&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_id={}&client_secret={}",
            self.told("client id"),
            self.told("client secret")
        );
        let tenant = self.told("tenant");
        let path = format!("/{tenant}/oauth2/v2.0/token");
        let (_, granted) = self.post(&path, "Content-Type: application/x-www-form-urlencoded\r\n", &form);
        let token = granted["access_token"].as_str().unwrap();
        let user = json!({"accountEnabled": true, "displayName": "Avery", "mailNickname": "avery",
                          "userPrincipalName": "avery@contoso.onmicrosoft.com", "passwordProfile": {"password": "Summer-2026-long"}});
        let headers = format!("Content-Type: application/json\r\nAuthorization: Bearer {token}\r\n");
        self.post("/v1.0/users", &headers, &user.to_string()).0
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // A child that has ended already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_app_of_the_emulator_writes_only_what_it_was_granted() {
    assert_eq!(Emulator::start(&[]).create_user(), 403);
    assert_eq!(Emulator::start(&["--grant", "User.ReadWrite.All"]).create_user(), 201);
    assert_eq!(Emulator::start(&["--grant-all"]).create_user(), 201);
}
