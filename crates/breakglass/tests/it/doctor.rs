//! The token is compared with what is asked, without reading anything.

use breakglass_emulator::Scenario;

use super::cloud::Cloud;

#[test]
fn what_is_lacking_is_named_with_what_it_costs() {
    let whole = Cloud::scenario(Scenario::Contoso, |options| options.extra_permissions.push("Directory.Read.All".to_owned()));
    let run = whole.run(&["doctor"], &[]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let poor = Cloud::scenario(Scenario::Contoso, |options| {
        options.without_permissions.push("UserAuthenticationMethod.Read.All".to_owned());
        options.extra_permissions.push("Mail.Read".to_owned());
    });
    let run = poor.run(&["doctor"], &[]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("no  UserAuthenticationMethod.Read.All") && run.out.contains("auth-two-keys"), "{}", run.out);
    assert!(run.out.contains("Mail.Read") && run.out.contains("granted and not needed"), "{}", run.out);
}

#[test]
fn an_app_as_init_registers_it_lacks_nothing() {
    let run = Cloud::scenario(Scenario::Contoso, |options| options.without_permissions.push("Directory.Read.All".to_owned()))
        .run(&["doctor"], &[]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("Directory.Read.All") && run.out.contains("left out, as it may be"), "{}", run.out);
}

#[test]
fn a_token_that_may_write_is_refused() {
    let cloud = Cloud::scenario(Scenario::Contoso, |options| options.extra_permissions.push("User.ReadWrite.All".to_owned()));
    let run = cloud.run(&["doctor"], &[]);
    assert!(run.code == 4 && run.err.contains("User.ReadWrite.All"), "{}", run.err);
}

#[test]
fn one_of_two_permissions_lets_microsofts_what_if_be_asked() {
    let doctor = |without: bool, extra: &[&str]| {
        let cloud = Cloud::scenario(Scenario::Contoso, |options| {
            options.without_permissions.extend(without.then(|| "Policy.Read.All".to_owned()));
            options.extra_permissions.extend(extra.iter().map(|it| (*it).to_owned()));
        });
        cloud.run(&["doctor"], &[]).out
    };
    let out = doctor(false, &["Policy.Read.ConditionalAccess"]);
    assert!(out.contains("also lets Microsoft's what-if be asked") && out.contains("granted and not needed"), "{out}");
    let out = doctor(true, &["Policy.Read.ConditionalAccess"]);
    assert!(out.contains("Policy.Read.ConditionalAccess also lets") && !out.contains("not needed"), "{out}");
    let out = doctor(true, &[]);
    assert!(out.contains("gets no answer: it takes Policy.Read.ConditionalAccess or Policy.Read.All"), "{out}");
}
