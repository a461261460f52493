# msgraph-sdk and azure-identity.
start writer --grant-all --users 250 --conditional-access-per-second 0
"$home/python/bin/python" "$root/clients/python/suite.py"
status=$?
stop
exit $status
