"""Whether a pinned dependency is known to be vulnerable. «Passed» only when that was really looked up.

    python deploy/audit.py [ARGUMENT OF pip-audit ...]     # such as: --vulnerability-service osv

pip-audit passes over what it cannot look up, and a source that knows nothing clears everything. So every pin
of every `requirements*.txt`, whatever platform it is for, must stand in pip-audit's reports; and so must the
faults of a version that has been vulnerable for years, in each of them.

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
    """Why nothing can be said."""


def pins(folder: Path) -> set[Pin]:
    """All pins of the folder's `requirements*.txt`. Raises NotRun for a line that is neither pin nor hash."""
    found = set()
    for path in sorted(folder.glob("requirements*.txt")):
        for line in path.read_text().splitlines():
            stated = line.partition("#")[0].strip()
            if pin := PIN.fullmatch(stated):
                found.add(Pin(canonical(pin[1]), pin[2]))
            elif stated and not HASH.fullmatch(stated):
                raise NotRun(f"{path.name} has a line that is not a pinned version: {stated}")
    if not found:
        raise NotRun("There is no requirements*.txt with a pinned version.")
    return found


def canonical(name: str) -> str:
    """The name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def rounds(wanted: Iterable[Pin]) -> list[list[Pin]]:
    """The pins in lists that name no package twice, as pip-audit wants them."""
    versions: defaultdict[str, list[Pin]] = defaultdict(list)
    for pin in sorted(wanted):
        versions[pin.name].append(pin)
    most = max(map(len, versions.values()))
    return [[each[i] for each in versions.values() if i < len(each)] for i in range(most)]


def look_up(asked: Sequence[Pin], arguments: Sequence[str]) -> list[dict[str, Any]]:
    """What pip-audit reports of these pins. Raises NotRun when it makes no report."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "pins.txt")
        listed.write_text("".join(f"{name}=={version}\n" for name, version in asked))
        command = [sys.executable, "-m", "pip_audit", "-r", str(listed), "--no-deps", "--disable-pip"]
        # A cache of its own, or what somebody was told last week could stand for what is known today.
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
    """What is known against each version that was looked up."""
    return {
        Pin(canonical(each["name"]), each["version"]): [_words(fault) for fault in each["vulns"]]
        for each in report
        if "skip_reason" not in each
    }


def check_whole(asked: Sequence[Pin], report: Sequence[dict[str, Any]]) -> None:
    """Raises NotRun unless all that was asked is in the report, and the source knows what it must."""
    known = faults_by_pin(report)
    if missing := sorted(set(asked) - known.keys()):
        why = next((each["skip_reason"] for each in report if "skip_reason" in each), "It is not reported.")
        raise NotRun(f"{len(missing)} of {len(asked)} versions were not looked up. {missing[0].name}: {why}")
    if not known[KNOWN_VULNERABLE]:
        raise NotRun(f"The source is blind: it knows nothing against {'=='.join(KNOWN_VULNERABLE)}.")


def _words(fault: dict[str, Any]) -> str:
    fixed = " or ".join(fault["fix_versions"])
    names = ", ".join([fault["id"], *fault.get("aliases", [])])
    return f"{names}: {f'fixed in {fixed}' if fixed else 'no fixed version yet'}"


def main(folder: Path, arguments: Sequence[str]) -> int:
    """Prints the verdict on the folder's pins, and returns its exit code."""
    wanted: set[Pin] = set()
    known: dict[Pin, list[str]] = {}
    doubt = None
    try:
        wanted = pins(folder)
        for each in rounds(wanted):
            asked = [*each, KNOWN_VULNERABLE]
            report = look_up(asked, arguments)
            known |= faults_by_pin(report)
            check_whole(asked, report)
    except NotRun as why:
        doubt = why
    known = {pin: faults for pin, faults in known.items() if pin in wanted}
    for pin, faults in sorted(known.items()):
        for fault in faults:
            print(f"{pin.name} {pin.version}: {fault}")
    # A fault that was found is one, whatever else could not be looked up.
    if count := sum(map(bool, known.values())):
        print(f"AUDIT FAILED. Pinned versions that are known to be vulnerable: {count}.")
        return 1
    if doubt:
        print(f"AUDIT NOT RUN. {doubt}")
        return 2
    print(f"AUDIT PASSED. All {len(known)} pinned versions were looked up; nothing is known against them.")
    return 0


if __name__ == "__main__":
    sys.exit(main(CHECKOUT, sys.argv[1:]))
