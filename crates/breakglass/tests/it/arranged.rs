//! What the declaration arranges: people, channels, escalation, periods. Faults in it are findings, at their line where they are slips.

use breakglass_emulator::Scenario;

use super::cloud::{Cloud, result};
use super::program::{breakglass, root};

const CHANNELS: &str = "[[channels]]\nid = \"team\"\nkind = \"teams\"\nurl = \"file:team-url\"\n[[channels]]\nid = \"mail\"\nkind = \"smtp\"\n\
    depends-on-tenant = true\nhost = \"smtp.example.org\"\nfrom = \"a@example.org\"\npassword = \"file:mail-password\"\n";

fn add(cloud: &Cloud, section: &str) {
    let path = cloud.folder().join("breakglass.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, format!("{text}\n{section}")).unwrap();
}

#[test]
fn doctor_looks_whether_the_secrets_of_channels_can_be_read_and_shows_none() {
    let cloud = Cloud::scenario(Scenario::Healthy, |_| {});
    add(&cloud, CHANNELS);
    let secret = cloud.folder().join("team-url");
    std::fs::write(&secret, "https://hush.example.org").unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let run = cloud.run(&["doctor"], &[]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("ok  channel team, url\n") && run.out.contains("no  channel mail, password: cannot read"), "{}", run.out);
    assert!(!run.out.contains("hush"), "{}", run.out);
}

#[test]
fn what_is_declared_wrong_is_found_in_a_live_tenant() {
    let cloud = Cloud::scenario(Scenario::Healthy, |_| {});
    let gone = "99999999-9999-4999-8999-999999999999";
    let people = format!(
        "[periods]\nreview-days = 80\ndrill-days = 400\n[[people]]\nid = \"kim\"\nname = \"Kim\"\ndirectory-id = \"{gone}\"\n\
         routes = [{{ channel = \"team\" }}, {{ channel = \"mail\", to = \"kim@example.org\" }}]\n\
         [[people]]\nid = \"lee\"\nroutes = [{{ channel = \"team\" }}]\n[[escalation]]\nafter-minutes = 0\npeople = [\"kim\", \"lee\"]\n"
    );
    add(&cloud, &format!("{people}{CHANNELS}"));
    let (code, report) = cloud.assess(&[]);
    assert_eq!(code, 1);
    let saw = |control: &str| {
        let found = result(&report, control);
        assert_eq!(found["verdict"], "fail", "{control}: {found}");
        found["findings"].to_string()
    };
    assert!(saw("mon-recipients").contains("fails together with the tenant: mail, team"));
    assert!(saw("mon-ack-escalation").contains("nobody is called beyond the first step"));
    assert!(saw("proc-drill").contains("every 400 days"));
    let left = saw("proc-authorised-list");
    assert!(left.contains("not in the directory any more") && left.contains("\"kim\""), "{left}");
    assert!(result(&report, "mon-proof")["note"].as_str().unwrap().contains("every 90 days"));
}

#[test]
fn a_slip_ends_at_its_line_and_a_secret_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("breakglass.toml");
    for (section, place, said) in [
        (
            "[[channels]]\nid = \"m\"\nkind = \"slack\"\ndepends-on-tenant = false\nurl = \"https://hooks.slack.com/services/hush\"\n",
            ":7:7]",
            "never written",
        ),
        ("[perods]\nreview-days = 1\n", ":3:2]", "`periods` is probably"),
    ] {
        std::fs::write(&path, format!("[tenant]\nid = \"x\"\n{section}")).unwrap();
        let run = breakglass(&["designation", "export", "--declaration", path.to_str().unwrap(), "--to", "maester"]);
        assert!(
            run.code == 2 && run.err.contains(place) && run.err.contains(said) && !run.err.contains("hush"),
            "{} {}",
            run.code,
            run.err
        );
    }
    let example = root().join("docs/breakglass.example.toml");
    let run = breakglass(&["designation", "export", "--declaration", example.to_str().unwrap(), "--to", "maester"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for lost in ["channels (11)", "escalation (2 steps)", "periods", "people (3)"] {
        assert!(run.err.contains(lost), "{}", run.err);
    }
}
