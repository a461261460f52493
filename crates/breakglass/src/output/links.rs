//! Where in the admin center a finding is mended. Addresses are built from object ids alone, and only from real ones.
//!
//! Assumption: the addresses of the admin center's pages are not documented; these are the ones that public tools use.

use breakglass_core::{Assessment, Audience};
use breakglass_model::{Cloud, ObjectKind, ObjectRef};

/// The same as [`link`], as far as the readers of an assessment may follow it.
pub fn of(assessment: &Assessment, object: &ObjectRef) -> Option<String> {
    link(object, assessment.cloud, assessment.audience)
}

/// The address of the page on which an object is mended; none for what has no page of its own, or no real id, as pseudonyms are.
pub fn link(object: &ObjectRef, cloud: Cloud, audience: Audience) -> Option<String> {
    if audience == Audience::Public {
        return None;
    }
    let host = match cloud {
        Cloud::Global => "https://entra.microsoft.com",
        Cloud::UsGov | Cloud::UsGovDod => "https://entra.microsoft.us",
        Cloud::China => "https://entra.microsoftonline.cn",
    };
    let of_object = |page: &str| object.id.is_guid().then(|| format!("{host}/#view/{page}/{}", object.id.raw()));
    match object.kind {
        ObjectKind::User => of_object("Microsoft_AAD_UsersAndTenants/UserProfileMenuBlade/~/overview/userId"),
        ObjectKind::Group => of_object("Microsoft_AAD_IAM/GroupDetailsMenuBlade/~/Overview/groupId"),
        ObjectKind::Policy => of_object("Microsoft_AAD_ConditionalAccess/PolicyBlade/policyId"),
        ObjectKind::Application => of_object("Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId"),
        ObjectKind::Strength => Some(format!("{host}/#view/Microsoft_AAD_ConditionalAccess/ConditionalAccessBlade/~/AuthStrengths")),
        ObjectKind::MethodsPolicy => Some(format!("{host}/#view/Microsoft_AAD_IAM/AuthenticationMethodsMenuBlade/~/AdminAuthMethods")),
        ObjectKind::Role => Some(format!("{host}/#view/Microsoft_AAD_IAM/RolesManagementMenuBlade/~/AllRoles")),
        ObjectKind::Tenant
        | ObjectKind::Declaration
        | ObjectKind::LifecycleWorkflow
        | ObjectKind::AccessReview
        | ObjectKind::NamedLocation
        | ObjectKind::AdministrativeUnit => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_ids_make_a_link() {
        let user = |id: &str| ObjectRef::new(ObjectKind::User, id, Some("javascript:alert(1)".into()));
        let real = link(&user("A0000000-0000-4000-8000-000000000001"), Cloud::UsGov, Audience::Internal).unwrap();
        assert!(real.starts_with("https://entra.microsoft.us/#view/") && real.ends_with("/a0000000-0000-4000-8000-000000000001"));
        assert_eq!(link(&user("x/../y?z#"), Cloud::Global, Audience::Sealed), None);
        assert_eq!(link(&user("A0000000-0000-4000-8000-000000000001"), Cloud::Global, Audience::Public), None);
    }
}
