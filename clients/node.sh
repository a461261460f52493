# @azure/msal-node and @microsoft/microsoft-graph-client.
start writer --grant-all --users 250 --conditional-access-per-second 0
NODE_PATH=$home/node/node_modules node "$root/clients/node/suite.cjs"
status=$?
stop
exit $status
