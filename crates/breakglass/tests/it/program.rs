//! Drives the real program, and finds things in the repository.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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
    let output: Output = Command::new(env!("CARGO_BIN_EXE_breakglass"))
        .args(args)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env("COLUMNS", "110")
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
