"""Runs checks in their order, says of each how it went, and lets none hide another."""

import asyncio
import json
import os
import sys
import time
import traceback
import urllib.request

WORK = os.environ["EMULATOR_WORK"]
TENANT = os.environ["EMULATOR_TENANT"]
CLIENT = os.environ["EMULATOR_CLIENT"]
CONTROL = "http://127.0.0.1:8480/_emulator"
CHECKS = []


def secret():
    with open(f"{WORK}/tenant.secret") as file:
        return file.read().strip()


def check(name):
    """Registers a check."""

    def register(function):
        CHECKS.append((name, function))
        return function

    return register


def control(method, path, body=None):
    """Asks the emulator itself."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{CONTROL}/{path}", data=data, method=method, headers={"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def fault(**fields):
    control("POST", "faults", fields)


async def raises(error, awaitable):
    """The error of a kind that something raises."""
    try:
        await awaitable
    except error as caught:
        return caught
    raise AssertionError(f"no {error.__name__} was raised")


async def run(*arguments):
    failed = 0
    wanted = sys.argv[1:]
    for name, function in CHECKS:
        if wanted and not any(part in name for part in wanted):
            continue
        control("DELETE", "faults")
        start = time.monotonic()
        try:
            await asyncio.wait_for(function(*arguments), 60)
            print(f"ok    {name} ({time.monotonic() - start:.1f} s)", flush=True)
        except Exception as error:  # every kind of failure is one of the check
            failed += 1
            where = traceback.extract_tb(error.__traceback__)
            own = [frame for frame in where if frame.filename.startswith(os.path.dirname(__file__))]
            line = own[-1].lineno if own else 0
            print(f"FAIL  {name}: line {line}: {type(error).__name__}: {str(error)[:600]}", flush=True)
    print(f"{len(CHECKS)} checks, {failed} failed")
    return failed
