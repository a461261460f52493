//! Drives the real program, and finds things in the repository.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::thread::JoinHandle;

use super::contracts;

/// What a run of the program left behind.
pub struct Run {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs the program with these arguments, away from any terminal.
pub fn breakglass(args: &[&str]) -> Run {
    breakglass_in(&root(), args)
}

/// Runs the program in a folder. Whatever machine-readable document it writes keeps its contract, or the test fails.
pub fn breakglass_in(folder: &Path, args: &[&str]) -> Run {
    breakglass_with(folder, args, &[])
}

/// The same with variables of the environment.
pub fn breakglass_with(folder: &Path, args: &[&str], environment: &[(&str, &std::ffi::OsStr)]) -> Run {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_breakglass"))
        .args(args)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env("COLUMNS", "110")
        .envs(environment.iter().copied())
        .output()
        .expect("the program starts");
    let run = Run {
        code: output.status.code().expect("the program ends by itself"),
        out: String::from_utf8(output.stdout).expect("output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("errors are UTF-8"),
    };
    contracts::assert_kept(&run.out);
    let written = args.iter().position(|it| *it == "--output").and_then(|at| args.get(at + 1)).map(|path| folder.join(path));
    // A run that failed may have left what stood there before.
    written
        .filter(|_| run.code != 2 && run.code != 4)
        .iter()
        .flat_map(|path| written_files(path))
        .for_each(|text| contracts::assert_kept(&text));
    run
}

/// The texts of a file, or of the files in a folder.
fn written_files(path: &Path) -> Vec<String> {
    let paths = if path.is_dir() { files(path, &[""]) } else { vec![path.to_owned()] };
    paths.iter().map(|path| std::fs::read_to_string(path).expect("what was written is there and is UTF-8")).collect()
}

/// A run that goes on while the test acts.
pub struct Started {
    child: Child,
    out: JoinHandle<String>,
    err: BufReader<ChildStderr>,
    said: String,
}

impl Started {
    /// Starts the program in a folder, away from any terminal.
    pub fn new(folder: &Path, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_breakglass"))
            .args(args)
            .current_dir(folder)
            .env_remove("NO_COLOR")
            .env("COLUMNS", "110")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdout = child.stdout.take().expect("a pipe");
        let out = std::thread::spawn(move || {
            let mut text = String::new();
            stdout.read_to_string(&mut text).expect("output is UTF-8");
            text
        });
        let err = BufReader::new(child.stderr.take().expect("a pipe"));
        Self { child, out, err, said: String::new() }
    }

    /// The next line on standard error that holds some words.
    pub fn line_with(&mut self, words: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.err.read_line(&mut line).expect("errors are UTF-8") > 0, "nothing with `{words}`: {}", self.said);
            self.said.push_str(&line);
            if line.contains(words) {
                return line;
            }
        }
    }

    /// What other users of the machine see of it: arguments and environment.
    pub fn visible_to_others(&self) -> Vec<u8> {
        ["cmdline", "environ"].iter().flat_map(|it| std::fs::read(format!("/proc/{}/{it}", self.child.id())).unwrap_or_default()).collect()
    }

    /// Waits for its end.
    pub fn end(mut self) -> Run {
        self.err.read_to_string(&mut self.said).expect("errors are UTF-8");
        let code = self.child.wait().expect("the program ends").code().expect("by itself");
        let out = self.out.join().expect("output is read");
        contracts::assert_kept(&out);
        Run { code, out, err: self.said }
    }
}

/// One HTTP request on a connection of its own; the whole answer, head and body.
pub fn http(host: &str, method: &str, path: &str, kind: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(host).expect("somebody listens");
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(format!("{head}{body}").as_bytes()).expect("it is heard");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the answer is UTF-8");
    answer
}

/// Runs the program for its JSON.
pub fn json(args: &[&str]) -> (i32, serde_json::Value) {
    let run = breakglass(&[args, &["--format", "json"]].concat());
    let value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", run.out, run.err));
    (run.code, value)
}

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace exists")
}

/// Other people's files: `BREAKGLASS_CORPUS`, else `../shared/data` beside the checkout; says so when there are none.
pub fn corpus(test: &str) -> Option<PathBuf> {
    let path = std::env::var_os("BREAKGLASS_CORPUS").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("{test}: skipped, no corpus at {} (set BREAKGLASS_CORPUS)", path.display());
    None
}

/// Every file under a folder that a test may look at.
pub fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("folder is readable") {
            let path = entry.expect("entry is readable").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !matches!(name.as_str(), "target" | ".git" | "node_modules") {
                folders.push(path);
            } else if path.is_file() && extensions.iter().any(|extension| name.ends_with(extension)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
