# prowler's checks of Entra, beside our own verdicts on the same tenants.
command -v pwsh >/dev/null || export PATH=$root/clients/prowler:$PATH
run() {
    start "$1" --users 20 --conditional-access-per-second 0 --scenario "$1" --grant Policy.Read.PermissionGrant --grant Policy.Read.DeviceConfiguration
    AZURE_CLIENT_ID=$EMULATOR_CLIENT AZURE_TENANT_ID=$EMULATOR_TENANT AZURE_CLIENT_SECRET=$(cat "$work/tenant.secret") \
        timeout 300 "$home/prowler/bin/prowler" m365 --sp-env-auth --service entra --log-level ERROR --no-banner --no-color --ignore-exit-code-3 \
        --output-formats csv --output-directory "$work/prowler" --output-filename "$1" > "$work/$1.prowler.out" 2>&1
    echo "prowler on $1: exit $?"
    curl -s --noproxy '*' http://127.0.0.1:8480/_emulator/requests > "$work/$1.requests.json"
    cp "$work/tenant.toml" "$work/$1.toml"
    "$root/target/debug/breakglass" assess --tenant "$work/tenant.toml" --endpoint http://127.0.0.1:8480 --format json > "$work/$1.assess.json" 2> "$work/$1.assess.err"
    stop
}
run contoso
run healthy
"$home/prowler/bin/python" "$root/clients/prowler/compare.py" "$work"
exit $?
