"""What programs write, and that what they wrote is read back."""

import uuid

from msgraph.generated.models.authentication_strength_policy import AuthenticationStrengthPolicy
from msgraph.generated.models.authentication_method_modes import AuthenticationMethodModes
from msgraph.generated.models.conditional_access_applications import ConditionalAccessApplications
from msgraph.generated.models.conditional_access_client_app import ConditionalAccessClientApp
from msgraph.generated.models.conditional_access_condition_set import ConditionalAccessConditionSet
from msgraph.generated.models.conditional_access_grant_control import ConditionalAccessGrantControl
from msgraph.generated.models.conditional_access_grant_controls import ConditionalAccessGrantControls
from msgraph.generated.models.conditional_access_policy import ConditionalAccessPolicy
from msgraph.generated.models.conditional_access_policy_state import ConditionalAccessPolicyState
from msgraph.generated.models.conditional_access_users import ConditionalAccessUsers
from msgraph.generated.models.fido2_combination_configuration import Fido2CombinationConfiguration
from msgraph.generated.models.group import Group
from msgraph.generated.models.i_pv4_cidr_range import IPv4CidrRange
from msgraph.generated.models.ip_named_location import IpNamedLocation
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.password_profile import PasswordProfile
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.models.temporary_access_pass_authentication_method import TemporaryAccessPassAuthenticationMethod
from msgraph.generated.models.unified_role_assignment import UnifiedRoleAssignment
from msgraph.generated.models.user import User

from asking import get
from checks import check, raises

GRAPH = "https://graph.microsoft.com/v1.0"
READER = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"


def new_user(**more):
    name = f"sdk-{uuid.uuid4().hex[:8]}"
    return User(account_enabled=True, display_name=name, mail_nickname=name, user_principal_name=f"{name}@contoso.onmicrosoft.com",
                password_profile=PasswordProfile(force_change_password_next_sign_in=False, password=f"Pw-{uuid.uuid4()}"), **more)


def reference(identifier):
    return ReferenceCreate(odata_id=f"{GRAPH}/directoryObjects/{identifier}")


@check("users: create, change, delete, restore, purge")
async def users(client):
    user = await client.users.post(new_user(password_policies="DisablePasswordExpiration"))
    assert user.id and user.display_name
    builder = client.users.by_user_id(user.id)
    await builder.patch(User(job_title="Steward", department="IT"))
    seen = await get(builder, select=["jobTitle", "department", "accountEnabled"])
    assert (seen.job_title, seen.department, seen.account_enabled) == ("Steward", "IT", True)
    assert (await builder.revoke_sign_in_sessions.post()).value is True
    await builder.delete()
    assert (await raises(ODataError, builder.get())).response_status_code == 404
    bin_ = client.directory.deleted_items
    assert user.id in [row.id for row in (await bin_.graph_user.get()).value]
    assert (await bin_.by_directory_object_id(user.id).get()).id == user.id
    restored = await restore(client, user.id)
    assert isinstance(restored, User) and restored.id == user.id
    assert (await builder.get()).id == user.id
    await builder.delete()
    await bin_.by_directory_object_id(user.id).delete()
    assert (await raises(ODataError, bin_.by_directory_object_id(user.id).get())).response_status_code == 404


async def restore(client, identifier):
    return await client.directory.deleted_items.by_directory_object_id(identifier).restore.post()


@check("users: a name that is taken, a weak password, a lacking property are 400")
async def bad_users(client):
    taken = new_user()
    taken.user_principal_name = "morgan.reyes.ops@contoso.onmicrosoft.com"
    weak = new_user()
    weak.password_profile.password = "short"
    lacking = User(account_enabled=True, display_name="lacking", user_principal_name=f"{uuid.uuid4()}@contoso.onmicrosoft.com",
                   password_profile=PasswordProfile(password=f"Pw-{uuid.uuid4()}"))
    for user in [taken, weak, lacking]:
        error = await raises(ODataError, client.users.post(user))
        assert (error.response_status_code, error.error.code) == (400, "Request_BadRequest"), error


@check("groups: create with members, $ref add and remove, twice and of nothing")
async def groups(client):
    user = await client.users.post(new_user())
    name = f"sdk-{uuid.uuid4().hex[:8]}"
    body = Group(display_name=name, mail_enabled=False, mail_nickname=name, security_enabled=True, group_types=[], is_assignable_to_role=True)
    body.additional_data = {"members@odata.bind": [f"{GRAPH}/users/{user.id}"]}
    group = await client.groups.post(body)
    builder = client.groups.by_group_id(group.id)
    assert group.is_assignable_to_role and [member.id for member in (await builder.members.get()).value] == [user.id]
    error = await raises(ODataError, builder.members.ref.post(reference(user.id)))
    assert error.response_status_code == 400 and "already exist" in error.error.message, error
    error = await raises(ODataError, builder.members.ref.post(reference(uuid.uuid4())))
    assert (error.response_status_code, error.error.code) == (404, "Request_ResourceNotFound"), error
    await builder.members.by_directory_object_id(user.id).ref.delete()
    assert (await builder.members.get()).value == []
    await builder.members.ref.post(reference(user.id))
    await builder.owners.ref.post(reference(user.id))
    assert len((await builder.members.get()).value) == len((await builder.owners.get()).value) == 1
    await builder.patch(Group(description="by the SDK"))
    assert (await builder.get()).description == "by the SDK"
    await builder.delete()
    assert isinstance(await restore(client, group.id), Group)


@check("delta: what was created, changed and removed since the link, each once")
async def delta(client):
    page = await client.users.delta.get()
    while page.odata_next_link:
        page = await client.users.delta.with_url(page.odata_next_link).get()
    link = page.odata_delta_link
    first, second = await client.users.post(new_user()), await client.users.post(new_user())
    await client.users.by_user_id(first.id).patch(User(job_title="Twice"))
    await client.users.by_user_id(second.id).delete()
    page = await client.users.delta.with_url(link).get()
    rows = {row.id: row for row in page.value}
    assert len(rows) == len(page.value) and {first.id, second.id} <= rows.keys(), rows.keys()
    assert rows[second.id].additional_data["@removed"]["reason"] == "changed", rows[second.id].additional_data
    assert rows[first.id].job_title == "Twice"


@check("delta: members of groups, added and removed")
async def member_delta(client):
    user = await client.users.post(new_user())
    name = f"sdk-{uuid.uuid4().hex[:8]}"
    group = await client.groups.post(Group(display_name=name, mail_enabled=False, mail_nickname=name, security_enabled=True, group_types=[]))
    page = await get(client.groups.delta, select=["displayName", "members"])
    while page.odata_next_link:
        page = await client.groups.delta.with_url(page.odata_next_link).get()
    link = page.odata_delta_link
    builder = client.groups.by_group_id(group.id).members
    await builder.ref.post(reference(user.id))
    page = await client.groups.delta.with_url(link).get()
    told = next(row for row in page.value if row.id == group.id).additional_data["members@delta"]
    assert [str(member["id"]) for member in told] == [user.id] and "@removed" not in told[0], told
    await builder.by_directory_object_id(user.id).ref.delete()
    page = await client.groups.delta.with_url(page.odata_delta_link).get()
    told = next(row for row in page.value if row.id == group.id).additional_data["members@delta"]
    assert told[0]["@removed"]["reason"] == "deleted", told


def policy(name, **users):
    return ConditionalAccessPolicy(
        display_name=name, state=ConditionalAccessPolicyState.EnabledForReportingButNotEnforced,
        conditions=ConditionalAccessConditionSet(
            client_app_types=[ConditionalAccessClientApp.All],
            applications=ConditionalAccessApplications(include_applications=["All"]),
            users=ConditionalAccessUsers(**users)),
        grant_controls=ConditionalAccessGrantControls(operator="OR", built_in_controls=[ConditionalAccessGrantControl.Mfa]))


@check("Conditional Access: create, change, delete, restore")
async def conditional_access(client):
    root = client.identity.conditional_access
    group = (await get(client.groups, filter="displayName eq 'Directory Stewards'")).value[0]
    made = await root.policies.post(policy("SDK policy", include_users=["All"], exclude_groups=[group.id]))
    assert made.id and made.modified_date_time is None and made.conditions.users.exclude_users == [] and made.session_controls is None
    builder = root.policies.by_conditional_access_policy_id(made.id)
    await builder.patch(ConditionalAccessPolicy(state=ConditionalAccessPolicyState.Disabled))
    seen = await builder.get()
    assert seen.state == ConditionalAccessPolicyState.Disabled and seen.conditions.users.exclude_groups == [group.id] and seen.modified_date_time
    await builder.delete()
    error = await raises(ODataError, builder.get())
    assert error.response_status_code == 404, error
    deleted = root.deleted_items.policies
    assert made.id in [row.id for row in (await deleted.get()).value]
    assert (await deleted.by_conditional_access_policy_id(made.id).restore.post()).id == made.id
    assert (await builder.get()).state == ConditionalAccessPolicyState.Disabled
    await builder.delete()


@check("Conditional Access: policies that name nothing that exists, or make no sense, are 400")
async def bad_policies(client):
    root = client.identity.conditional_access.policies
    nobody = str(uuid.uuid4())
    for users in [{"include_users": [nobody]}, {"include_users": ["All"], "exclude_groups": [nobody]}, {"include_roles": [nobody]}, {}]:
        error = await raises(ODataError, root.post(policy("SDK bad policy", **users)))
        assert (error.response_status_code, error.error.code) == (400, "BadRequest"), (users, error)
    unknown = policy("SDK bad policy", include_users=["All"])
    unknown.conditions.applications.include_applications = [nobody]
    await raises(ODataError, root.post(unknown))


@check("named locations and authentication strengths: create, change, delete")
async def locations(client):
    root = client.identity.conditional_access
    made = await root.named_locations.post(IpNamedLocation(
        odata_type="#microsoft.graph.ipNamedLocation", display_name="SDK office", is_trusted=True,
        ip_ranges=[IPv4CidrRange(odata_type="#microsoft.graph.iPv4CidrRange", cidr_address="198.51.100.0/24")]))
    builder = root.named_locations.by_named_location_id(made.id)
    await builder.patch(IpNamedLocation(odata_type="#microsoft.graph.ipNamedLocation", display_name="SDK offices"))
    assert (await builder.get()).display_name == "SDK offices"
    await builder.delete()
    strength = await client.policies.authentication_strength_policies.post(
        AuthenticationStrengthPolicy(display_name="SDK keys", allowed_combinations=[AuthenticationMethodModes.Fido2]))
    item = client.policies.authentication_strength_policies.by_authentication_strength_policy_id(strength.id)
    await item.combination_configurations.post(Fido2CombinationConfiguration(
        odata_type="#microsoft.graph.fido2CombinationConfiguration", allowed_a_a_g_u_i_ds=["cb69481e-8ff7-4039-93ec-0a2729a154a8"],
        applies_to_combinations=[AuthenticationMethodModes.Fido2]))
    assert len((await item.combination_configurations.get()).value) == 1
    await item.delete()


@check("role assignments: create, duplicate, delete")
async def roles(client):
    user = await client.users.post(new_user())
    root = client.role_management.directory.role_assignments
    made = await root.post(UnifiedRoleAssignment(role_definition_id=READER, principal_id=user.id, directory_scope_id="/"))
    assert made.id and made.id.endswith("-1")
    error = await raises(ODataError, root.post(UnifiedRoleAssignment(role_definition_id=READER, principal_id=user.id, directory_scope_id="/")))
    assert error.response_status_code == 400, error
    await root.by_unified_role_assignment_id(made.id).delete()


@check("a Temporary Access Pass shows its code once")
async def access_pass(client):
    user = await client.users.by_user_id("morgan.reyes.ops@contoso.onmicrosoft.com").get()
    root = client.users.by_user_id(user.id).authentication.temporary_access_pass_methods
    made = await root.post(TemporaryAccessPassAuthenticationMethod(lifetime_in_minutes=60, is_usable_once=True))
    assert made.temporary_access_pass and made.is_usable is not None
    seen = (await root.get()).value
    assert len(seen) == 1 and seen[0].temporary_access_pass is None
    await root.by_temporary_access_pass_authentication_method_id(made.id).delete()
    assert (await root.get()).value == []
