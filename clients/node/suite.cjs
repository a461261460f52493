// @azure/msal-node and @microsoft/microsoft-graph-client against the emulator, as any program would use them.
"use strict";

const assert = require("node:assert/strict");
const { X509Certificate, createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { ConfidentialClientApplication } = require("@azure/msal-node");
const { BatchRequestContent, BatchResponseContent, Client, PageIterator } = require("@microsoft/microsoft-graph-client");

const { EMULATOR_WORK: work, EMULATOR_TENANT: tenant, EMULATOR_CLIENT: clientId } = process.env;
const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10";
const scopes = ["https://graph.microsoft.com/.default"];
const secret = readFileSync(`${work}/tenant.secret`, "utf8").trim();
const authority = `https://login.microsoftonline.com/${tenant}`;
const checks = [];
const check = (name, act) => checks.push([name, act]);

async function control(method, path, body) {
    const answer = await fetch(`http://127.0.0.1:8480/_emulator/${path}`, { method, body: body && JSON.stringify(body) });
    return answer.json();
}

const signedIn = (auth) => new ConfidentialClientApplication({ auth: { clientId, authority, ...auth } });
const tokenOf = async (application) => (await application.acquireTokenByClientCredential({ scopes })).accessToken;
const application = signedIn({ clientSecret: secret });
const graph = Client.init({ authProvider: (done) => tokenOf(application).then((token) => done(null, token), done), defaultVersion: "v1.0" });

async function everything(page) {
    const found = [];
    await new PageIterator(graph, page, (item) => found.push(item) > 0).iterate();
    return found;
}

check("a wrong secret is refused with its number", async () => {
    await assert.rejects(tokenOf(signedIn({ clientSecret: "wrong" })), /7000215/);
});

check("a certificate, named by SHA-256 and by SHA-1, with and without its chain", async () => {
    const pem = readFileSync(`${work}/certificate.pem`, "utf8");
    const { raw } = new X509Certificate(pem);
    const digest = (algorithm) => createHash(algorithm).update(raw).digest("hex");
    const privateKey = readFileSync(`${work}/key.pem`, "utf8");
    for (const clientCertificate of [{ thumbprintSha256: digest("sha256") }, { thumbprint: digest("sha1") }, { thumbprintSha256: digest("sha256"), x5c: pem }]) {
        assert.ok(await tokenOf(signedIn({ clientCertificate: { privateKey, ...clientCertificate } })));
    }
});

check("an authority by domain, and a federated token", async () => {
    const byDomain = new ConfidentialClientApplication({ auth: { clientId, clientSecret: secret, authority: "https://login.microsoftonline.com/contoso.onmicrosoft.com" } });
    assert.ok(await tokenOf(byDomain));
    const { token } = await control("POST", "federated-token");
    assert.ok(await tokenOf(signedIn({ clientAssertion: token })));
});

check("the token is a JWT with the claims that tools read", async () => {
    const claims = JSON.parse(Buffer.from((await tokenOf(application)).split(".")[1], "base64url"));
    assert.equal(claims.tid, tenant);
    assert.equal(claims.appid, clientId);
    assert.equal(claims.idtyp, "app");
    assert.ok(claims.roles.includes("User.Read.All") && claims.app_displayname && claims.oid);
});

check("pages: the iterator finds every user once", async () => {
    const users = await everything(await graph.api("/users").top(50).select("id,displayName").get());
    assert.ok(users.length > 250);
    assert.equal(new Set(users.map((user) => user.id)).size, users.length);
    assert.equal(Number(await graph.api("/users/$count").header("ConsistencyLevel", "eventual").get()), users.length);
});

check("pages: the iterator stops and goes on", async () => {
    let seen = 0;
    const iterator = new PageIterator(graph, await graph.api("/users").top(20).get(), () => ++seen % 30 !== 0);
    await iterator.iterate();
    assert.equal(seen, 30);
    await iterator.resume();
    assert.equal(seen, 60);
});

check("$filter, $orderby, $expand, $search, $count", async () => {
    const [morgan] = (await graph.api("/users").filter("startswith(displayName,'Morgan')").expand("memberOf").get()).value;
    assert.ok(morgan.memberOf.some((group) => group.displayName === "Directory Stewards"));
    const found = await graph.api("/users").header("ConsistencyLevel", "eventual").search('"displayName:Morgan"').count().get();
    assert.deepEqual(found.value.map((user) => user.id), [morgan.id]);
    assert.equal(found["@odata.count"], 1);
    const byId = await graph.api("/users").query({ $filter: `id eq '${morgan.id}'`, $select: "id" }).get();
    assert.deepEqual(byId.value, [{ id: morgan.id }]);
    const names = (await graph.api("/groups").orderby("displayName").get()).value.map((group) => group.displayName.toLowerCase());
    assert.deepEqual(names, [...names].sort());
});

check("members, roles, policies", async () => {
    const [group] = (await graph.api("/groups").filter("displayName eq 'Directory Stewards'").get()).value;
    assert.equal((await graph.api(`/groups/${group.id}/transitiveMembers/microsoft.graph.user`).get()).value.length, 3);
    const assignments = await graph.api("/roleManagement/directory/roleAssignments").filter(`roleDefinitionId eq '${GLOBAL_ADMINISTRATOR}'`).expand("principal").get();
    assert.ok(assignments.value.every((row) => row.principal["@odata.type"]));
    const policies = await graph.api("/identity/conditionalAccess/policies").get();
    assert.equal(policies.value.length, 12);
    assert.ok(policies.value.every((policy) => Array.isArray(policy.conditions.users.excludeGroups)));
});

check("batch: answers with bodies and types that the library reads, dependencies, next pages", async () => {
    const requests = [
        { id: "1", request: new Request("https://graph.microsoft.com/users?$top=5") },
        { id: "2", request: new Request("https://graph.microsoft.com/users/nobody@contoso.com"), dependsOn: ["1"] },
        { id: "3", request: new Request("https://graph.microsoft.com/organization"), dependsOn: ["2"] },
    ];
    const content = await new BatchRequestContent(requests).getContent();
    const responses = new BatchResponseContent(await graph.api("/$batch").post(content));
    const users = await responses.getResponseById("1").json();
    assert.equal(users.value.length, 5);
    assert.equal(responses.getResponseById("2").status, 404);
    assert.equal((await responses.getResponseById("2").json()).error.code, "Request_ResourceNotFound");
    assert.equal(responses.getResponseById("3").status, 424);
    assert.ok((await graph.api(users["@odata.nextLink"]).get()).value.length === 5);
});

check("batch: a write with a body, and throttling inside", async () => {
    const name = `js-${Date.now()}`;
    const body = JSON.stringify({ displayName: name, mailEnabled: false, mailNickname: name, securityEnabled: true });
    const headers = { "Content-Type": "application/json" };
    await control("POST", "faults", { kind: "throttle", path: "/domains", retryAfterSeconds: 9 });
    const requests = [
        { id: "1", request: new Request("https://graph.microsoft.com/groups", { method: "POST", body, headers }) },
        { id: "2", request: new Request("https://graph.microsoft.com/domains") },
    ];
    const responses = new BatchResponseContent(await graph.api("/$batch").post(await new BatchRequestContent(requests).getContent()));
    assert.equal(responses.getResponseById("1").status, 201);
    assert.equal((await responses.getResponseById("1").json()).displayName, name);
    assert.equal(responses.getResponseById("2").status, 429);
    assert.equal(responses.getResponseById("2").headers.get("Retry-After"), "9");
});

check("delta: the link comes back on the same host and tells what changed", async () => {
    let page = await graph.api("/users/delta").select("displayName,jobTitle").get();
    while (page["@odata.nextLink"]) page = await graph.api(page["@odata.nextLink"]).get();
    const link = page["@odata.deltaLink"];
    assert.ok(link.startsWith("https://graph.microsoft.com/v1.0/users/delta"));
    const [user] = (await graph.api("/users").top(1).get()).value;
    assert.equal(await graph.api(`/users/${user.id}`).patch({ jobTitle: `Steward ${Date.now()}` }), undefined);
    assert.deepEqual((await graph.api(link).get()).value.map((row) => row.id), [user.id]);
});

check("writes: create, change, member by reference, delete, restore", async () => {
    const name = `js-${Date.now()}`;
    const user = await graph.api("/users").post({
        accountEnabled: true, displayName: name, mailNickname: name, userPrincipalName: `${name}@contoso.onmicrosoft.com`,
        passwordProfile: { password: `Pw-${name}-Long`, forceChangePasswordNextSignIn: false },
    });
    const [group] = (await graph.api("/groups").filter("displayName eq 'Conditional Access exclusions'").get()).value;
    await graph.api(`/groups/${group.id}/members/$ref`).post({ "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${user.id}` });
    await assert.rejects(graph.api(`/groups/${group.id}/members/$ref`).post({ "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${user.id}` }), { statusCode: 400, code: "Request_BadRequest" });
    await graph.api(`/groups/${group.id}/members/${user.id}/$ref`).delete();
    await graph.api(`/users/${user.id}`).delete();
    await assert.rejects(graph.api(`/users/${user.id}`).get(), { statusCode: 404, code: "Request_ResourceNotFound" });
    const restored = await graph.api(`/directory/deletedItems/${user.id}/restore`).post({});
    assert.equal(restored.id, user.id);
});

check("throttling: the library waits as long as Retry-After says", async () => {
    await control("POST", "faults", { kind: "throttle", path: "/users", times: 1, retryAfterSeconds: 2 });
    const start = Date.now();
    assert.ok((await graph.api("/users").top(1).get()).value.length);
    assert.ok(Date.now() - start >= 2000);
});

check("errors are typed: code, status, request id", async () => {
    const error = await graph.api("/users").filter("shoeSize eq 43").get().then(() => assert.fail("was taken"), (it) => it);
    assert.equal(error.statusCode, 400);
    assert.equal(error.code, "BadRequest");
    assert.ok(error.requestId && error.date);
    await assert.rejects(graph.api("/unheardOf").get(), { statusCode: 400 });
    await assert.rejects(graph.api("/users").search('"displayName:a"').get(), { statusCode: 400, code: "Request_UnsupportedQuery" });
});

check("beta and v1.0 are told apart", async () => {
    const path = `/users/${(await graph.api("/users").top(1).get()).value[0].id}/authentication/requirements`;
    await assert.rejects(graph.api(path).get(), { statusCode: 400 });
    assert.ok((await graph.api(path).version("beta").get()).perUserMfaState);
});

(async () => {
    let failed = 0;
    for (const [name, act] of checks) {
        await control("DELETE", "faults");
        const start = Date.now();
        try {
            await act();
            console.log(`ok    ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
        } catch (error) {
            failed += 1;
            const line = /suite\.cjs:(\d+)/.exec(error.stack ?? "")?.[1] ?? "?";
            console.log(`FAIL  ${name}: line ${line}: ${String(error.message ?? error).slice(0, 600)}`);
        }
    }
    console.log(`${checks.length} checks, ${failed} failed`);
    process.exit(failed ? 1 : 0);
})();
