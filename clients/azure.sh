# azure-cli: sign-in, tenants, subscriptions, and Graph through it.
source "$root/clients/checks.sh"
start writer --grant-all --users 20 --conditional-access-per-second 0
az=$home/azure/bin/az
secret=$(cat "$work/tenant.secret")
export AZURE_CONFIG_DIR=$work/azure
# Broker and browser are of no use to a service principal.
refused "a wrong secret is refused" "7000215" "$az" login --service-principal -u "$EMULATOR_CLIENT" -p wrong --tenant "$EMULATOR_TENANT"
refused "an unknown tenant is refused" "90002|not found" "$az" login --service-principal -u "$EMULATOR_CLIENT" -p "$secret" --tenant nowhere.example
check "sign-in with a certificate" "$EMULATOR_TENANT" "$az" login --service-principal -u "$EMULATOR_CLIENT" --certificate "$work/both.pem" --tenant "$EMULATOR_TENANT"
"$az" logout >/dev/null 2>&1
check "sign-in with a secret" "\"state\": \"Enabled\"" "$az" login --service-principal -u "$EMULATOR_CLIENT" -p "$secret" --tenant "$EMULATOR_TENANT"
check "sign-in by domain" "$EMULATOR_TENANT" "$az" login --service-principal -u "$EMULATOR_CLIENT" -p "$secret" --tenant contoso.onmicrosoft.com
check "sign-in without subscriptions" "$EMULATOR_TENANT" "$az" login --service-principal -u "$EMULATOR_CLIENT" -p "$secret" --tenant "$EMULATOR_TENANT" --allow-no-subscriptions
check "the account" "servicePrincipal" "$az" account show
check "subscriptions" "Production" "$az" account list --refresh
check "a token for Azure" "accessToken" "$az" account get-access-token
check "a token for Graph" "accessToken" "$az" account get-access-token --resource-type ms-graph
check "resource groups: none" "^\[\]" "$az" group list
check "tenants by REST" "tenantCategory" "$az" rest --url "https://management.azure.com/tenants?api-version=2022-12-01"
check "Graph by REST" "userPrincipalName" "$az" rest --url "https://graph.microsoft.com/v1.0/users?\$top=5"
check "Graph by REST, with a body" "\"id\"" "$az" rest --method post --url "https://graph.microsoft.com/v1.0/groups" --body '{"displayName": "az group", "mailEnabled": false, "mailNickname": "azgroup", "securityEnabled": true}'
refused "a refusal of Graph by REST" "Request_ResourceNotFound" "$az" rest --url "https://graph.microsoft.com/v1.0/users/nobody@contoso.com"
check "users" "morgan.reyes.ops" "$az" ad user list
check "a user" "Morgan Reyes Ops" "$az" ad user show --id morgan.reyes.ops@contoso.onmicrosoft.com
check "groups of a user" "Directory Stewards" "$az" ad user get-member-groups --id morgan.reyes.ops@contoso.onmicrosoft.com
check "groups" "Directory Stewards" "$az" ad group list
check "a group by name" "securityEnabled" "$az" ad group show --group "Directory Stewards"
check "members of a group" "Morgan Reyes Ops" "$az" ad group member list --group "Directory Stewards"
check "whether somebody is a member" "true" "$az" ad group member check --group "Directory Stewards" --member-id "$("$az" ad user show --id morgan.reyes.ops@contoso.onmicrosoft.com --query id -o tsv 2>/dev/null)"
check "service principals" "Microsoft Graph" "$az" ad sp show --id 00000003-0000-0000-c000-000000000000
check "applications" "$EMULATOR_CLIENT" "$az" ad app list --all
check "an application" "$EMULATOR_CLIENT" "$az" ad app show --id "$EMULATOR_CLIENT"
control POST faults '{"kind": "throttle", "path": "/domains", "times": 1, "retryAfterSeconds": 1}'
check "throttling is waited for or told" "429|TooManyRequests|contoso" bash -c '"$0" rest --url "https://graph.microsoft.com/v1.0/domains" || true' "$az"
stop
summary
exit $?
