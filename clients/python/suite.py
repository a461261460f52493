"""msgraph-sdk and azure-identity against the emulator, as any program would use them."""

import asyncio
import logging
import sys
import time
import uuid

from azure.core.exceptions import ClientAuthenticationError
from azure.identity.aio import CertificateCredential, ClientAssertionCredential, ClientSecretCredential
from msgraph import GraphServiceClient
from msgraph.generated.models.o_data_errors.o_data_error import ODataError

import reads  # noqa: F401 registers its checks
import writes  # noqa: F401
from checks import CLIENT, TENANT, WORK, check, control, fault, raises, run, secret


@check("sign-in with a wrong secret is refused with AADSTS7000215")
async def wrong_secret(_):
    async with ClientSecretCredential(TENANT, CLIENT, "wrong") as credential:
        error = await raises(ClientAuthenticationError, credential.get_token("https://graph.microsoft.com/.default"))
        assert "AADSTS7000215" in str(error), error


@check("sign-in with an unknown application or tenant is refused")
async def unknown(_):
    for tenant, client, number in [(TENANT, str(uuid.uuid4()), "AADSTS700016"), (str(uuid.uuid4()), CLIENT, "AADSTS90002")]:
        async with ClientSecretCredential(tenant, client, secret()) as credential:
            error = await raises(ClientAuthenticationError, credential.get_token("https://graph.microsoft.com/.default"))
            assert number in str(error), error


@check("sign-in with a certificate, with and without the chain in it")
async def certificate(_):
    for options in [{}, {"send_certificate_chain": True}]:
        async with CertificateCredential(TENANT, CLIENT, f"{WORK}/both.pem", **options) as credential:
            client = GraphServiceClient(credential, ["https://graph.microsoft.com/.default"])
            assert (await client.organization.get()).value[0].id == TENANT


@check("sign-in with a federated token")
async def federated(_):
    token = control("POST", "federated-token")["token"]
    async with ClientAssertionCredential(TENANT, CLIENT, lambda: token) as credential:
        assert (await credential.get_token("https://graph.microsoft.com/.default")).token


@check("a token for Azure Resource Manager is refused by Graph")
async def audience(_):
    async with ClientSecretCredential(TENANT, CLIENT, secret()) as credential:
        client = GraphServiceClient(credential, ["https://management.azure.com/.default"])
        error = await raises(ODataError, client.users.get())
        assert (error.response_status_code, error.error.code) == (401, "InvalidAuthenticationToken"), error


@check("throttling: the SDK waits as long as Retry-After says and succeeds")
async def throttled(client):
    fault(kind="throttle", path="/users", times=2, retryAfterSeconds=2)
    start = time.monotonic()
    assert (await client.users.get()).value
    assert time.monotonic() - start >= 4, time.monotonic() - start


@check("a service that is unavailable for a moment is asked again")
async def unavailable(client):
    fault(kind="error", status=503, path="/groups", times=1, retryAfterSeconds=1)
    assert (await client.groups.get()).value
    fault(kind="error", status=504, path="/groups", times=1, retryAfterSeconds=1)
    assert (await client.groups.get()).value


@check("throttling that does not end is a typed error")
async def throttled_for_good(client):
    fault(kind="throttle", path="/organization", times=20, retryAfterSeconds=1)
    error = await raises(ODataError, client.organization.get())
    assert (error.response_status_code, error.error.code) == (429, "TooManyRequests"), error


@check("truncated JSON and a cut connection are failures, not empty lists")
async def damaged(client):
    for kind in ["truncate", "cut"]:
        fault(kind=kind, path="/groups", times=1)
        await raises(Exception, client.groups.get())


@check("401 in mid-run is a typed error")
async def revoked(client):
    fault(kind="token", path="/domains", times=1)
    error = await raises(ODataError, client.domains.get())
    assert (error.response_status_code, error.error.code) == (401, "InvalidAuthenticationToken"), error


@check("the clock moves on and a token that has expired is refused")
async def clock(client):
    control("POST", "clock", {"advanceSeconds": 7200})
    try:
        error = await raises(ODataError, client.organization.get())
        assert error.response_status_code == 401, error
    finally:
        control("POST", "clock", {"advanceSeconds": -7200})


@check("without a licence reports answer 403 with their code")
async def unlicensed(client):
    control("POST", "licence", {"premium": False})
    try:
        error = await raises(ODataError, client.audit_logs.sign_ins.get())
        assert (error.response_status_code, error.error.code) == (403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"), error
        error = await raises(ODataError, client.reports.authentication_methods.user_registration_details.get())
        assert error.response_status_code == 403, error
    finally:
        control("POST", "licence", {"premium": True})


logging.getLogger("azure").setLevel(logging.CRITICAL)  # refused sign-ins are checks here


async def main():
    async with ClientSecretCredential(TENANT, CLIENT, secret()) as credential:
        client = GraphServiceClient(credential, ["https://graph.microsoft.com/.default"])
        return await run(client)


if __name__ == "__main__":
    sys.exit(1 if asyncio.run(main()) else 0)
