"""Checks with pip-audit whether a pinned dependency is known to be vulnerable.

    python deploy/audit.py [ARGUMENT OF pip-audit ...]     # such as: --vulnerability-service osv

pip-audit skips what it cannot look up, and reports no fault if its source is empty. So the audit passes only
if every pin of every `requirements*.txt`, whatever its platform, is in pip-audit's reports, and each report
has the faults of a version that has been vulnerable for years.

Exit code 0: passed. 1: vulnerable. 2: not run. The last line says which, and why.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

CHECKOUT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"([\w.-]+)(?:\[[\w,.-]+\])?==([\w.!+-]+)(?: ; [^\\]+)?(?: \\)?", re.ASCII)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}(?: \\)?")
REPORT_S = 600
"""Longest wait for one report of pip-audit."""


class Pin(NamedTuple):
    """A package and the one version of it that is installed."""

    name: str
    version: str


KNOWN_VULNERABLE = Pin("django", "2.2")
"""Asked about in every report: a source that finds nothing here would find nothing anywhere."""


class NotRun(Exception):
    """The audit could not be done. The message says why."""


def pins(folder: Path) -> set[Pin]:
    """All pins of the folder's `requirements*.txt`. Raises NotRun for a line that is neither pin nor hash."""
    pinned = set()
    for path in sorted(folder.glob("requirements*.txt")):
        for line in path.read_text().splitlines():
            requirement = line.partition("#")[0].strip()
            if match := PIN.fullmatch(requirement):
                pinned.add(Pin(canonical(match[1]), match[2]))
            elif requirement and not HASH.fullmatch(requirement):
                raise NotRun(f"{path.name} has a line that is not a pinned version: {requirement}")
    if not pinned:
        raise NotRun("There is no requirements*.txt with a pinned version.")
    return pinned


def canonical(name: str) -> str:
    """The normalized name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def rounds(pinned: Iterable[Pin]) -> list[list[Pin]]:
    """The pins in lists that name no package twice, because pip-audit allows one version in a report."""
    pins_by_name: defaultdict[str, list[Pin]] = defaultdict(list)
    for pin in sorted(pinned):
        pins_by_name[pin.name].append(pin)
    most = max(map(len, pins_by_name.values()))
    return [[same[i] for same in pins_by_name.values() if i < len(same)] for i in range(most)]


def look_up(asked: Sequence[Pin], arguments: Sequence[str]) -> list[dict[str, Any]]:
    """pip-audit's report on these pins. Raises NotRun when it makes none."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "pins.txt")
        listed.write_text("".join(f"{name}=={version}\n" for name, version in asked))
        command = [sys.executable, "-m", "pip_audit", "-r", str(listed), "--no-deps", "--disable-pip"]
        # A new cache folder, so that no answer of an earlier audit is used.
        command += ["--format", "json", "--desc", "off", "--progress-spinner", "off", "--cache-dir", folder]
        try:
            ran = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=REPORT_S)
            dependencies: list[dict[str, Any]] = json.loads(ran.stdout)["dependencies"]
        except subprocess.TimeoutExpired:
            raise NotRun(f"pip-audit had not ended after {REPORT_S} s.") from None
        except ValueError:
            said = (ran.stderr.strip() or "nothing").splitlines()[-1]
            raise NotRun(f"pip-audit made no report. It says: {said}") from None
    return dependencies


def faults_by_pin(report: Sequence[dict[str, Any]]) -> dict[Pin, list[str]]:
    """The known faults of each version that was looked up, in words."""
    return {
        Pin(canonical(dependency["name"]), dependency["version"]): [_words(f) for f in dependency["vulns"]]
        for dependency in report
        if "skip_reason" not in dependency
    }


def check_whole(asked: Sequence[Pin], report: Sequence[dict[str, Any]]) -> None:
    """Raises NotRun unless all pins are in the report, and KNOWN_VULNERABLE is reported to be vulnerable."""
    faults = faults_by_pin(report)
    if missing := sorted(set(asked) - faults.keys()):
        skip_reasons = (dependency["skip_reason"] for dependency in report if "skip_reason" in dependency)
        why = next(skip_reasons, "It is not reported.")
        raise NotRun(f"{len(missing)} of {len(asked)} versions were not looked up. {missing[0].name}: {why}")
    if not faults[KNOWN_VULNERABLE]:
        raise NotRun(f"The source is blind: it knows nothing against {'=='.join(KNOWN_VULNERABLE)}.")


def _words(fault: dict[str, Any]) -> str:
    fixed = " or ".join(fault["fix_versions"])
    names = ", ".join([fault["id"], *fault.get("aliases", [])])
    return f"{names}: {f'fixed in {fixed}' if fixed else 'no fixed version yet'}"


def main(folder: Path, arguments: Sequence[str]) -> int:
    """Prints the verdict on the folder's pins, and returns its exit code."""
    pinned: set[Pin] = set()
    looked_up: dict[Pin, list[str]] = {}
    not_run = None
    try:
        pinned = pins(folder)
        for one_version_each in rounds(pinned):
            asked = [*one_version_each, KNOWN_VULNERABLE]
            report = look_up(asked, arguments)
            looked_up |= faults_by_pin(report)
            check_whole(asked, report)
    except NotRun as why:
        not_run = why
    looked_up = {pin: faults for pin, faults in looked_up.items() if pin in pinned}
    for pin, faults in sorted(looked_up.items()):
        for fault in faults:
            print(f"{pin.name} {pin.version}: {fault}")
    # A fault fails the audit, also when other pins could not be looked up.
    if count := sum(map(bool, looked_up.values())):
        print(f"AUDIT FAILED. Pinned versions that are known to be vulnerable: {count}.")
        return 1
    if not_run:
        print(f"AUDIT NOT RUN. {not_run}")
        return 2
    print(
        f"AUDIT PASSED. All {len(looked_up)} pinned versions were looked up; nothing is known against them."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(CHECKOUT, sys.argv[1:]))
