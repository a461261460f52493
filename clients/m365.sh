# CLI for Microsoft 365.
source "$root/clients/checks.sh"
start writer --grant-all --users 120 --conditional-access-per-second 0
m365=$home/m365/node_modules/.bin/m365
secret=$(cat "$work/tenant.secret")
user=morgan.reyes.ops@contoso.onmicrosoft.com

# It keeps one connection and wants to be told that it may not ask.
"$m365" cli config set --key prompt --value false >/dev/null 2>&1
refused "a wrong secret is refused" "7000215" "$m365" login --authType secret --appId "$EMULATOR_CLIENT" --tenant "$EMULATOR_TENANT" --secret wrong
check "sign-in with a certificate" "." "$m365" login --authType certificate --appId "$EMULATOR_CLIENT" --tenant "$EMULATOR_TENANT" --certificateFile "$work/both.pem" --output json
check "who is signed in" "Emergency access assessment" "$m365" status --output json
"$m365" logout >/dev/null 2>&1
check "sign-in with a secret" "." "$m365" login --authType secret --appId "$EMULATOR_CLIENT" --tenant "$EMULATOR_TENANT" --secret "$secret" --output json
check "a token for Graph" "^\"?ey" "$m365" util accesstoken get --resource https://graph.microsoft.com --output text
check "users" "Morgan Reyes Ops" "$m365" entra user list --output json
check "users by type with properties" "accountEnabled" "$m365" entra user list --type Member --properties id,accountEnabled --output json
check "a user by name" "\"userPrincipalName\": *\"$user\"" "$m365" entra user get --userName "$user" --output json
check "a user with the manager" "displayName" "$m365" entra user get --userName "$user" --withManager --output json
refused "a user who is not there" "does not exist|not found" "$m365" entra user get --userName nobody@contoso.onmicrosoft.com --output json
check "groups of a user" "groupId" "$m365" entra user groupmembership list --userName "$user" --output json
check "groups" "Directory Stewards" "$m365" entra group list --output json
check "security groups" "Directory Stewards" "$m365" entra group list --type security --output json
check "a group by name" "securityIdentifier" "$m365" entra group get --displayName "Directory Stewards" --output json
check "members of a group" "morgan" "$m365" entra group member list --groupName "Directory Stewards" --output json
check "a new group" "CLI group" "$m365" entra group add --displayName "CLI group" --type security --output json
check "a member is added" "^$" "$m365" entra group member add --groupName "CLI group" --userNames "$user" --role Member
check "and is there" "morgan" "$m365" entra group member list --groupName "CLI group" --output json
check "and is removed" "^$" "$m365" entra group member remove --role Member --groupName "CLI group" --userNames "$user" --force
check "the group is changed" "^$" "$m365" entra group set --displayName "CLI group" --description "by the CLI"
check "the group is deleted" "^$" "$m365" entra group remove --displayName "CLI group" --force
check "a new user" "cli.user" "$m365" entra user add --displayName "CLI user" --userName cli.user@contoso.onmicrosoft.com --password "Long-Pw-4711-x" --output json
check "the user is changed" "^$" "$m365" entra user set --userName cli.user@contoso.onmicrosoft.com --jobTitle Steward
check "the user is deleted" "^$" "$m365" entra user remove --userName cli.user@contoso.onmicrosoft.com --force
check "and lies in the recycle bin" "cli.user" "$m365" entra user recyclebinitem list --output json
check "policies of every kind" "Default app management|crossTenantAccessPolicy" "$m365" entra policy list --output json
check "policies of one kind" "Authorization Policy" "$m365" entra policy list --type authorization --output json
check "role definitions" "Global Administrator" "$m365" entra roledefinition list --output json
check "a role definition" "62e90394" "$m365" entra roledefinition get --displayName "Global Administrator" --output json
check "role assignments" "principalId" "$m365" entra pim role assignment list --output json
check "eligible roles" "\[" "$m365" entra pim role assignment eligibility list --output json
check "service principals" "Microsoft Graph" "$m365" entra enterpriseapp list --output json
check "one service principal" "Microsoft Graph" "$m365" entra enterpriseapp get --displayName "Microsoft Graph" --output json
check "application registrations" "$EMULATOR_CLIENT" "$m365" entra app list --output json
check "one application registration" "$EMULATOR_CLIENT" "$m365" entra app get --appId "$EMULATOR_CLIENT" --output json
check "licences" "SPE_E5" "$m365" entra license list --output json
check "administrative units" "\[" "$m365" entra administrativeunit list --output json
check "the tenant's id" "$EMULATOR_TENANT" "$m365" tenant id get --domainName contoso.onmicrosoft.com --output text
check "any request" "contoso.onmicrosoft.com" "$m365" request --url "https://graph.microsoft.com/v1.0/domains" --resource https://graph.microsoft.com --output json
control POST faults '{"kind": "throttle", "path": "/domains", "times": 1, "retryAfterSeconds": 1}'
check "throttling is waited for" "contoso.onmicrosoft.com" "$m365" request --url "https://graph.microsoft.com/v1.0/domains" --resource https://graph.microsoft.com --output json
stop
summary
exit $?
