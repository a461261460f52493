"""prowler's verdicts and ours on the same tenants, side by side; a difference that nobody has explained is a failure."""

import collections
import csv
import json
import sys

# prowler's check, our control, and for each tenant where the two differ: who is right, and why.
NAMED = "ours: accounts are named by the operator. prowler looks for accounts that every enabled policy leaves out, and the policy made for them does not"
PAIRS = [
    ("emergency_access_exclusion", "ca-excluded-all", {}),
    ("break_glass_account_fido2_security_key_registered", "auth-two-keys", {"contoso": NAMED, "healthy": NAMED}),
    ("admin_users_cloud_only", "acct-cloud-only",
     {"contoso": "ours: the second account has an onPremisesImmutableId that an object on premises can match; prowler looks at onPremisesSyncEnabled alone"}),
    ("policy_admin_self_service_password_reset_disabled", "sspr-admin-off", {}),
    ("conditional_access_policy_no_deleted_object_references", "ca-deleted-refs", {}),
    ("admin_users_phishing_resistant_mfa_enabled", "auth-phish-resistant", {}),
    ("users_mfa_capable", "mfa-admins-capable",
     dict.fromkeys(["contoso", "healthy"], "both: prowler asks of every user, ours of administrators")),
    ("pim_global_administrator_approval_required", "role-pim-approver-deadlock",
     dict.fromkeys(["contoso", "healthy"], "both: prowler wants an approval, ours that no approval can lock out those who would approve")),
]


def peers(work, tenant):
    found = collections.defaultdict(list)
    with open(f"{work}/prowler/{tenant}.csv") as file:
        for row in csv.DictReader(file, delimiter=";"):
            found[row["CHECK_ID"].removeprefix("entra_")].append(row["STATUS"])
    worst = {check: next(status for status in ("FAIL", "MANUAL", "PASS") if status in states) for check, states in found.items()}
    return {check: status.lower() for check, status in worst.items()}


def ours(work, tenant):
    with open(f"{work}/{tenant}.assess.json") as file:
        return {result["control"]: result["verdict"] for result in json.load(file)["results"]}


def main(work):
    failed = 0
    for tenant in ["contoso", "healthy"]:
        theirs, own = peers(work, tenant), ours(work, tenant)
        print(f"{tenant}: {len(theirs)} of prowler's checks gave a verdict")
        if len(theirs) < 70:
            failed += 1
            print("FAIL  prowler has verdicts on fewer than 70 checks")
        for check, control, reasons in PAIRS:
            pair = f"{tenant}: {check} {theirs.get(check)}, {control} {own.get(control)}"
            if check not in theirs or control not in own:
                failed += 1
                print(f"FAIL  {pair}: one of them is missing")
            elif theirs[check] == own[control]:
                print(f"ok    {pair}")
            elif tenant in reasons:
                print(f"ok    {pair}; right is {reasons[tenant]}")
            else:
                failed += 1
                print(f"FAIL  {pair}: they differ and nobody has said why")
    print(f"{failed} failed")
    return 1 if failed else 0


sys.exit(main(sys.argv[1]))
