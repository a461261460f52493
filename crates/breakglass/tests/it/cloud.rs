//! A pretend cloud for one test, with the declaration that the program needs to read it.

use breakglass_emulator::{Options, Running, Scenario, TenantSource};

use super::program;

/// The cloud, the folder with the declaration, and the runtime that both live on.
pub struct Cloud {
    pub running: Option<Running>,
    folder: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Cloud {
    /// A cloud with a sample tenant, without the Conditional Access limit of real ones.
    pub fn scenario(scenario: Scenario, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options { tenant: TenantSource::Scenario(scenario), conditional_access_per_second: None, ..Options::default() };
        change(&mut options);
        Self::start(options)
    }

    /// A cloud with these options.
    pub fn start(options: Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let running = runtime.block_on(breakglass_emulator::start(options)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let cloud = Self { running: Some(running), folder, runtime };
        cloud.declare();
        cloud
    }

    fn declare(&self) {
        let running = self.running();
        let secret = self.folder.path().join("secret");
        std::fs::write(&secret, &running.client_secret).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let accounts: Vec<String> = running.emergency_accounts.iter().map(|id| format!("\"{id}\"")).collect();
        let group = running.emergency_group.as_ref().map(|id| format!("group = \"{id}\"\n")).unwrap_or_default();
        let text = format!(
            "[tenant]\nid = \"{}\"\n[identity]\nclient-id = \"{}\"\nsecret = \"file:secret\"\n[emergency]\naccounts = [{}]\n{group}",
            running.tenant_id,
            running.client_id,
            accounts.join(", ")
        );
        std::fs::write(self.folder.path().join("breakglass.toml"), text).unwrap();
    }

    /// The cloud itself.
    pub fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    /// The folder of the declaration.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Runs a command of the program against this cloud.
    pub fn run(&self, command: &[&str], more: &[&str]) -> program::Run {
        let declaration = self.folder.path().join("breakglass.toml");
        let source = ["--tenant", declaration.to_str().unwrap(), "--endpoint", &self.running().base_url];
        program::breakglass_in(self.folder.path(), &[command, &source, more].concat())
    }

    /// Assesses the tenant: exit code and JSON.
    pub fn assess(&self, more: &[&str]) -> (i32, serde_json::Value) {
        let run = self.run(&["assess"], &[&["--format", "json"], more].concat());
        let value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", run.out, run.err));
        (run.code, value)
    }
}

impl Cloud {
    /// Asks the cloud itself for something: `/_emulator/…`, with a body or none.
    pub fn control(&self, method: &str, path: &str, body: &serde_json::Value) -> serde_json::Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.http(method, path, "application/json", &body);
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }

    /// One request on a connection of its own; the whole answer, head and body.
    pub fn http(&self, method: &str, path: &str, kind: &str, body: &str) -> String {
        let host = self.running().base_url.trim_start_matches("http://");
        program::http(host, method, path, kind, body)
    }

    /// Puts another `[identity]` into the declaration.
    pub fn declare_identity(&self, identity: &str) {
        let path = self.folder().join("breakglass.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        let (before, rest) = text.split_once("[identity]").unwrap();
        let after = rest.split_once("\n[").map_or(String::new(), |(_, after)| format!("[{after}"));
        std::fs::write(path, format!("{before}[identity]\n{identity}\n{after}")).unwrap();
    }

    /// Starts a command against this cloud and lets it run.
    pub fn start_program(&self, command: &[&str], more: &[&str]) -> program::Started {
        let declaration = self.folder.path().join("breakglass.toml");
        let source = ["--tenant", declaration.to_str().unwrap(), "--endpoint", &self.running().base_url];
        program::Started::new(self.folder.path(), &[command, &source, more].concat())
    }

    /// How often a path of the sign-in service was asked.
    pub fn asked(&self, end: &str) -> u64 {
        self.running().requests().iter().filter(|(path, _)| path.starts_with("login") && path.ends_with(end)).map(|(_, count)| count).sum()
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.shutdown());
        }
    }
}

/// The result of one control in a report.
pub fn result<'a>(report: &'a serde_json::Value, control: &str) -> &'a serde_json::Value {
    report["results"].as_array().unwrap().iter().find(|result| result["control"] == control).unwrap_or_else(|| panic!("no {control}"))
}

impl Cloud {
    /// Declares a certificate in place of the secret.
    pub fn declare_certificate(&self, certificate: &str, key: &str) {
        let path = self.folder.path().join("breakglass.toml");
        std::fs::write(self.folder.path().join("certificate.pem"), certificate).unwrap();
        let key_path = self.folder.path().join("key.pem");
        std::fs::write(&key_path, key).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&key_path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.replace("secret = \"file:secret\"", "certificate = \"file:certificate.pem\"\nkey = \"file:key.pem\"");
        std::fs::write(path, text).unwrap();
    }
}
