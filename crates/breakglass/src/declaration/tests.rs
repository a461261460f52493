//! Declarations that are read, and what is said of those that are not.
use super::*;

fn check(text: &str, message: &str, at: &str) {
    match Declaration::parse(text, "breakglass.toml") {
        Err(DeclarationError::Wrong { message: said, span: Some(span), .. }) => {
            assert!(said.contains(message), "{said}");
            assert_eq!(&text[span.offset()..span.offset() + span.len()], at, "{said}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_whole_declaration_is_read() {
    let text = "[tenant]\nid = \"contoso.onmicrosoft.com\"\ncloud = \"us-gov\"\n[identity]\nclient-id = \"x\"\nsecret = \"file:s\"\n\
                [emergency]\naccounts = [\"a\", \"b\"]\ngroup = \"g\"\n[assess]\nprofile = \"cis-m365-7\"\nposture = \"split\"\n";
    let declaration = Declaration::parse(text, "x").unwrap();
    assert_eq!(declaration.tenant.cloud, Cloud::UsGov);
    assert_eq!(declaration.designation().accounts.len(), 2);
    assert_eq!(declaration.assess.posture, Some(Posture::Split));
}

#[test]
fn errors_point_at_the_line() {
    check("[tenant]\nid = \"x\"\nclowd = \"global\"\n", "unknown field", "clowd");
    check("[tenant]\nid = \"x\"\ncloud = \"mars\"\n", "unknown variant", "\"mars\"");
    check("[tenant]\nid = \"x\"\n[assess]\nprofile = \"cis\"\n", "no profile", "\"cis\"");
    check("[tenant]\nid = \"x\"\n[emergency]\naccounts = [\"a1\", \"A1\"]\n", "named twice", "A1");
    check("[tenant]\nid = \"x\"\n[[people]]\nid = \"kim\"\n[[people]]\nid = \"Kim\"\n", "named twice", "\"Kim\"");
    let waiver = |control: &str, owner: &str, until: &str| {
        format!("[tenant]\nid = \"x\"\n[[waivers]]\ncontrol = \"{control}\"\nreason = \"r\"\nowner = \"{owner}\"\nuntil = {until}\n")
    };
    check(&waiver("ca-excluded", "Kim", "2027-01-31"), "no control", "\"ca-excluded\"");
    check(&waiver("ca-excluded-all", " ", "2027-01-31"), "answers for nothing", "\" \"");
    check(&waiver("ca-excluded-all", "Kim", "10:00:00"), "no day", "10:00:00");
    for instant in ["2027-01-31T23:00:00-08:00", "2027-01-31T23:00:00Z", "2027-01-31T23:00:00"] {
        check(&waiver("ca-excluded-all", "Kim", instant), "no day", instant);
    }
}

proptest::proptest! {
    #[test]
    fn any_text_never_panics(text in "(\\PC|[\\n\"'=\\[\\]{}#]|\\[tenant\\]\\nid = |\\[\\[waivers\\]\\]\\n|until = |2027-01-3){0,40}") {
        if let Err(error) = Declaration::parse(&text, "x") {
            // Pointing at the line must not fail either.
            let _ = format!("{:?}", miette::Report::new(error));
        }
    }

    #[test]
    fn any_name_that_is_declared_comes_back(name in "\\PC{1,20}", owner in "[a-zé0-9\"'\\\\#]{1,10}") {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let text = format!("[tenant]\nid = {0}\n[emergency]\naccounts = [{0}]\ngroup = {0}\n[[waivers]]\ncontrol = \"ca-excluded-all\"\nobjects = [{0}]\n\
            reason = {1}\nowner = {1}\nuntil = 2027-01-31\n", quoted(&name), quoted(&owner));
        let designation = Declaration::parse(&text, "x").map(|it| it.designation()).unwrap();
        proptest::prop_assert_eq!(designation.accounts[0].raw(), &name);
        proptest::prop_assert_eq!(designation.group.as_ref().map(breakglass_model::Untrusted::raw), Some(name.as_str()));
        proptest::prop_assert_eq!(&designation.waivers[0].owner, &owner);
    }
}

#[test]
fn a_declaration_that_is_too_long_is_not_read_in_part() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("breakglass.toml");
    let padding = "# padding\n".repeat(110_000);
    std::fs::write(&path, format!("[tenant]\nid = \"x\"\n{padding}[emergency]\naccounts = [\"a\"]\n")).unwrap();
    assert!(matches!(Declaration::read(&path), Err(DeclarationError::Unreadable { cause, .. }) if cause.to_string().contains("longer")));
    std::fs::write(&path, [b'#', 0xff, b'\n']).unwrap();
    assert!(Declaration::read(&path).is_err());
}

#[test]
fn people_waivers_and_reasons_become_the_designation() {
    let text = "[tenant]\nid = \"x\"\n[emergency]\naccounts = [\"a\"]\nreason-for-more-accounts = \"three sites\"\n\
                [[people]]\nid = \"kim\"\ndirectory-id = \"d\"\n[[people]]\nid = \"guard\"\n\
                [[waivers]]\ncontrol = \"ca-excluded-all\"\nobjects = [\"p\"]\nreason = \"r\"\nowner = \"Kim\"\nuntil = 2027-01-31\n";
    let designation = Declaration::parse(text, "x").unwrap().designation();
    assert_eq!(designation.custodians, ["d".into()]);
    assert_eq!(designation.reason_for_more_accounts.as_deref(), Some("three sites"));
    assert_eq!(designation.waivers[0].until.to_string(), "2027-01-31");
}

#[test]
fn slips_are_refused_with_what_was_probably_meant() {
    let with = |section: &str| format!("[tenant]\nid = \"x\"\n{section}");
    let mail = "[[channels]]\nid = \"mail\"\nkind = \"smtp\"\ndepends-on-tenant = false\nhost = \"h\"\nfrom = \"a@b.c\"\n";
    let kim = "[[people]]\nid = \"kim\"\nroutes = [{ channel = \"mail\", to = \"kim@b.c\" }]\n";
    check("[tenant]\nid = \"x\"\nclowd = \"global\"\n", "`cloud` is probably meant", "clowd");
    check(&with("[period]\nreview-days = 1\n"), "`periods` is probably meant", "period");
    check(&with("[periods]\ndrils-days = 1\n"), "`drill-days` is probably meant", "drils-days");
    check(&with("[periods]\ndrill-days = 0\n"), "is no period", "0");
    check(&with("[periods]\ndrill-days = 90000\n"), "from 1 to 731", "90000");
    check(&with(&mail.replace("smtp\"", "stmp\"")), "\"smtp\" is probably meant", "\"stmp\"");
    check(&with(&mail.replace("host", "hots")), "`host` is probably meant", "hots");
    check(&with(&mail.replace("host = \"h\"\n", "")), "smtp needs `host`", "\"smtp\"");
    check(&with(&mail.replace("depends-on-tenant = false\n", "")), "smtp needs `depends-on-tenant`", "\"smtp\"");
    check(&with(&mail.replace("false", "\"no\"")), "true or false", "\"no\"");
    check(&with(&format!("{mail}routing-key = \"file:k\"\n")), "smtp takes no such key", "routing-key");
    check(&with("[[channels]]\nid = \"p\"\n"), "needs kind", "\"p\"");
    check(&with("[[channels]]\nkind = \"teams\"\n"), "a channel needs id", "\"teams\"");
    check(&with(&format!("{mail}{}", mail.replace("\"mail\"", "\"Mail\""))), "the channel `Mail` is named twice", "\"Mail\"");
    check(&with(&format!("{mail}{}", kim.replace("\"mail\"", "\"mial\""))), "`mail` is probably meant", "\"mial\"");
    check(&with(kim), "there is no [[channels]] section", "\"mail\"");
    check(&with(&format!("{mail}{}", kim.replace("kim@b.c", "+41790000000"))), "this is no mail address", "\"+41790000000\"");
    check(&with(&format!("{mail}{}", kim.replace(", to = \"kim@b.c\"", ""))), "smtp needs `to`", "\"mail\"");
    let twice = kim.replace("[{", "[{ channel = \"mail\", to = \"kim@b.c\" }, {");
    check(&with(&format!("{mail}{twice}")), "this route is named twice", "\"mail\"");
    let pager = "[[channels]]\nid = \"mail\"\nkind = \"pagerduty\"\nrouting-key = \"file:k\"\n";
    check(&with(&format!("{pager}{kim}")), "leave `to` away", "\"kim@b.c\"");
    let step = |after: u32, who: &str| format!("[[escalation]]\nafter-minutes = {after}\npeople = [{who}]\n");
    let called = |steps: &str| with(&format!("{mail}{kim}[[people]]\nid = \"lee\"\n{steps}"));
    check(&called(&step(3, "\"kim\"")), "the first step comes at once", "3");
    check(&called(&format!("{}{}", step(0, "\"kim\""), step(0, "\"kim\""))), "write more than 0", "0");
    check(&called(&format!("{}{}", step(0, "\"kim\""), step(1441, "\"kim\""))), "1440 minutes at most", "1441");
    check(&called(&step(0, "\"kin\"")), "`kim` is probably meant", "\"kin\"");
    check(&called(&step(0, "\"lee\"")), "has no routes", "\"lee\"");
    check(&called(&step(0, "")), "name whom this step calls", "[]");
}

/// What a person sees of a declaration that is refused.
fn shown(text: &str) -> String {
    let error = Declaration::parse(text, "breakglass.toml").unwrap_err();
    let mut page = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor()).with_width(400);
    handler.render_report(&mut page, &error).unwrap();
    page
}

#[test]
fn a_secret_that_is_written_is_refused_and_not_shown_again() {
    let channel = |rest: &str| format!("[tenant]\nid = \"x\"\n[[channels]]\nid = \"c\"\ndepends-on-tenant = false\n{rest}\n");
    let identity = |rest: &str| format!("[tenant]\nid = \"x\"\n[identity]\nclient-id = \"c\"\n{rest}\n");
    for text in [
        identity("secret = \"hush-8Q~hush\""),
        identity("key = \"-----BEGIN hush\""),
        identity("secret = hush"),
        identity("secrt = 1\nsecret = \"hush\""),
        channel("kind = \"slack\"\nurl = \"https://hooks.slack.com/services/T0/B0/hush\""),
        channel("kind = \"webhook\"\nurl = \"https://x.example.org/in?sig=hush\"\nsecret = \"file:s\""),
        channel("kind = \"pagerduty\"\nrouting-key = \"env:hush-0123\""),
        channel("kind = \"smtp\"\nhost = \"h\"\nfrom = \"nobody\"\npassword = \"hush\""),
        channel("kind = \"smtp\"\nhost = \"h\"\nfrom = \"a@b.c\"\npassword = \"\"\"\nhush\n\"\"\""),
    ] {
        let page = shown(&text);
        assert!(!page.contains("hush"), "{page}");
        assert!(page.contains("breakglass.toml:"), "{page}");
    }
    assert!(shown(&identity("secret = \"hush\"")).contains("a secret is named here, never written"));
    assert!(shown(&identity("secret = \"hush\"")).contains("breakglass.toml:5:10"));
}

/// Every key of the published schema, with the section that it stands in.
fn keys(schema: &serde_json::Value, above: &str, found: &mut Vec<String>) {
    let object = if schema["$ref"].is_string() || schema["items"]["$ref"].is_string() { &serde_json::Value::Null } else { schema };
    for (name, property) in
        object["properties"].as_object().into_iter().flatten().chain(object["items"]["properties"].as_object().into_iter().flatten())
    {
        found.push(format!("{above}{name}"));
        keys(property, &format!("{above}{name}."), found);
    }
}

#[test]
fn the_example_is_whole_and_is_read() {
    let text = include_str!("../../../../docs/breakglass.example.toml");
    let declaration =
        Declaration::parse(text, "breakglass.example.toml").unwrap_or_else(|error| panic!("{:?}", miette::Report::new(error)));
    let arranged = declaration.designation().arrangements;
    assert_eq!((arranged.people.len(), arranged.escalation.len(), arranged.periods.combination), (3, 2, Some(365)));
    assert_eq!(arranged.people[0].routes.len(), 3);
    let kinds: std::collections::BTreeSet<&str> = arranged.channels.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, channels::KINDS.iter().map(|it| it.name).collect());
    let depends: Vec<&str> = arranged.channels.iter().filter(|it| it.depends_on_tenant).map(|it| it.id.as_str()).collect();
    assert_eq!(depends, ["chat", "team"]);
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../schemas/declaration.schema.json")).unwrap();
    let mut found = Vec::new();
    keys(&schema, "", &mut found);
    found.extend(schema["$defs"]["identity"]["properties"].as_object().unwrap().keys().map(|key| format!("identity.{key}")));
    assert!(found.len() > 50, "{found:?}");
    for key in found {
        let last = key.rsplit('.').next().unwrap();
        let stands = [format!("{last} ="), format!("[{last}]"), format!("[[{last}]]")].iter().any(|it| text.contains(it.as_str()));
        assert!(stands, "the example lacks {key}");
    }
}

#[test]
fn the_schema_takes_of_each_channel_what_the_program_takes() {
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../schemas/declaration.schema.json")).unwrap();
    let channel = &schema["properties"]["channels"]["items"];
    let names: Vec<&str> = channels::KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(channel["properties"]["kind"]["enum"], serde_json::json!(names));
    let rules = channel["allOf"].as_array().unwrap();
    assert_eq!(rules.len(), channels::KINDS.len());
    for (kind, rule) in channels::KINDS.iter().zip(rules) {
        assert_eq!(rule["if"]["properties"]["kind"]["const"], kind.name);
        let known: Vec<&str> = channels::SHARED.into_iter().chain(kind.keys.iter().map(|key| key.name)).collect();
        assert_eq!(rule["then"]["propertyNames"]["enum"], serde_json::json!(known), "{}", kind.name);
        let shared = if kind.depends_on_tenant.is_none() { &["depends-on-tenant"][..] } else { &[] };
        let needed: Vec<&str> = shared.iter().copied().chain(kind.keys.iter().filter(|key| key.is_required).map(|key| key.name)).collect();
        assert_eq!(rule["then"]["required"], serde_json::json!(needed), "{}", kind.name);
        for key in kind.keys {
            assert!(channel["properties"][key.name].is_object(), "{}", key.name);
        }
    }
}
