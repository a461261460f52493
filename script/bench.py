"""Measures what is promised: each line is a figure, its limit, and their ratio (below 1 holds). Standard library only."""

import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid

PROGRAM = str(pathlib.Path("target/release/breakglass").resolve())
FAILED = []


def report(what, value, limit, unit):
    ratio = value / limit
    print(f"{what:<58} {value:>10.2f} {unit:<9} limit {limit:>8.2f}  ratio {ratio:5.2f}{'' if ratio <= 1 else '  EXCEEDED'}", flush=True)
    if ratio > 1:
        FAILED.append(what)


def run(arguments, folder):
    """Runs the program; gives seconds, peak memory in MB, standard output, exit code."""
    started = time.monotonic()
    process = subprocess.Popen([PROGRAM, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    return time.monotonic() - started, usage.ru_maxrss / 1024, out, os.waitstatus_to_exitcode(status)


def demo(folder):
    seconds = min(run(["demo", "--once"], folder)[0] for _ in range(3))
    report("demo --once", seconds, 3, "s")


def tenant(folder, users):
    declaration = folder / f"tenant-{users}.toml"
    emulator = subprocess.Popen(
        [PROGRAM, "emulator", "--listen", "127.0.0.1:0", "--users", str(users), "--conditional-access-per-second", "0",
         "--declaration-out", str(declaration)],
        stdout=subprocess.PIPE, text=True)
    try:
        base = None
        for line in emulator.stdout:
            found = re.match(r"graph\s+(http://\S+)/v1.0", line)
            base = found.group(1) if found else base
            if line.startswith("declaration"):
                break
        arguments = ["assess", "--tenant", str(declaration), "--endpoint", base, "--format", "json"]
        seconds, memory, out, _ = run(arguments, folder)
        with urllib.request.urlopen(f"{base}/_emulator/requests") as answer:
            counts = json.load(answer)
        requests = sum(count for path, count in counts["requests"].items() if path.startswith("graph"))
        assert json.loads(out)["schema"] == "breakglass.assess/1"
        report(f"assess, {users} users: requests", requests, 150, "requests")
        report(f"assess, {users} users: memory", memory, 100, "MB")
        print(f"{'assess, ' + str(users) + ' users: time':<58} {seconds:>10.2f} s")
        if users == 10:
            snapshots(folder, declaration, base, 1_000)
        return requests
    finally:
        emulator.terminate()
        emulator.wait(10)


def snapshots(folder, declaration, base, count):
    taken = folder / "taken.json"
    subprocess.run([PROGRAM, "snapshot", "take", "--quiet", "--tenant", str(declaration), "--endpoint", base, "--output", str(taken)], check=True)
    peaks = {}
    for number in (count // 10, count):
        many = folder / f"snapshots-{number}"
        many.mkdir()
        for index in range(number):
            (many / f"{index:04}.json").write_bytes(taken.read_bytes())
        reports = folder / f"reports-{number}"
        arguments = ["assess", "--snapshot", str(many), "--declaration", str(declaration), "--format", "json", "--output", str(reports), "--quiet"]
        seconds, peaks[number], _, _ = run(arguments, folder)
        assert len(list(reports.iterdir())) == number
    report(f"assess a folder of {count} snapshots", seconds, 20, "s")
    report(f"its memory against {count // 10} snapshots", peaks[count] / peaks[count // 10], 1.25, "times")


def policies(folder, count):
    group = str(uuid.UUID(int=7))
    value = []
    for number in range(count):
        value.append({
            "id": str(uuid.UUID(int=1_000 + number)), "displayName": f"CA{number:05} Require multifactor authentication", "state": "enabled",
            "createdDateTime": "2026-01-01T00:00:00Z", "modifiedDateTime": None, "templateId": None, "sessionControls": None,
            "conditions": {
                "clientAppTypes": ["all"], "signInRiskLevels": [], "userRiskLevels": [], "platforms": None, "locations": None, "devices": None,
                "applications": {"includeApplications": ["All"], "excludeApplications": [], "includeUserActions": []},
                "users": {"includeUsers": ["All"], "excludeUsers": [], "includeGroups": [], "includeRoles": [], "excludeRoles": [],
                          "excludeGroups": [str(uuid.UUID(int=9 + part)) for part in range(10)] + [group]},
            },
            "grantControls": {"operator": "OR", "builtInControls": ["mfa"], "customAuthenticationFactors": [], "termsOfUse": []},
        })
    one = folder / "one-file"
    one.mkdir()
    (one / "policies.json").write_text(json.dumps({"value": value}))
    many = folder / "many-files"
    many.mkdir()
    for policy in value:
        (many / f"{policy['id']}.json").write_text(json.dumps(policy, indent=4))
    for name, path in (("one file", one), ("a file each", many)):
        seconds = min(run(["assess", "--export", str(path), "--group", group, "--format", "json"], folder)[0] for _ in range(3))
        report(f"assess an export of {count} policies, {name}", seconds, 1, "s")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        demo(folder)
        requests = {tenant(folder, users) for users in (10, 10_000, 100_000)}
        report("different numbers of requests over those tenants", len(requests), 1, "numbers")
        policies(folder, 10_000)
    print(f"(this process peaked at {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB)")
    sys.exit(1 if FAILED else 0)


main()
