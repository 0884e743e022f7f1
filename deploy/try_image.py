"""Builds and runs the image in a bare Debian root by following the Dockerfile, without a container engine.
Needs root.

    debootstrap --variant=minbase bookworm ROOT \\
        --include=python3.11,python3.11-venv,python3-distutils,ca-certificates
    python deploy/try_image.py build ROOT
    python deploy/try_image.py run ROOT serve trips     # with the caller's RODEM_ and DATABASE_URL

`run` is like the containers: an ordinary user, and a read-only root. It does not test the base image, layers,
and the isolation that an engine adds.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
NETWORK = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt")
PASSED_ON = ("RODEM_", "DATABASE_URL", "KAFKA_BOOTSTRAP", "OTEL_")
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec chroot "$@"'


def instructions(dockerfile: Path) -> list[tuple[str, str]]:
    """The Dockerfile's instructions in their order, each with its argument on one line."""
    lines = [line for line in dockerfile.read_text().splitlines() if not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", " ", "\n".join(lines)).splitlines()
    return [(word, argument) for word, _, argument in (line.partition(" ") for line in whole) if word]


def build(root: Path) -> None:
    """Executes COPY and RUN of all stages in one root."""
    for path in NETWORK:
        shutil.copy(path, root / path[1:])
    link = root / "usr/local/bin/python"
    link.unlink(missing_ok=True)
    link.symlink_to("/usr/bin/python3.11")
    # pip uses the caller's package index, but no folder of the caller, which is outside the root.
    pip = {key: value for key, value in os.environ.items() if key.startswith("PIP_")}
    pip.pop("PIP_FIND_LINKS", None)
    for word, argument in instructions(CHECKOUT / "Dockerfile"):
        if word == "RUN":
            print(argument, flush=True)
            env = pip | {"PATH": os.defpath + ":/usr/local/bin", "PIP_NO_CACHE_DIR": "1"}
            subprocess.run(["/usr/sbin/chroot", root, "sh", "-ec", argument], env=env, check=True)
        elif word == "COPY" and not argument.startswith("--from"):
            source, target = shlex.split(argument)
            _copy(source, target, root)


def _copy(source: str, target: str, root: Path) -> None:
    print(f"{source} -> {target}", flush=True)
    if (CHECKOUT / source).is_dir():
        caches = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(CHECKOUT / source, root / target[1:], ignore=caches, dirs_exist_ok=True)
    else:
        shutil.copy(CHECKOUT / source, root / target[1:])


def run(root: Path, arguments: list[str]) -> None:
    """Becomes the image's process with these arguments, or with its CMD."""
    arguments_by_word = dict(instructions(CHECKOUT / "Dockerfile"))
    env = {key: value for key, value in os.environ.items() if key.startswith(PASSED_ON)}
    for pair in shlex.split(arguments_by_word["ENV"]):
        key, _, value = pair.partition("=")
        env.setdefault(key, value.replace("$PATH", "/usr/local/bin:/usr/bin:/bin"))
    argv = json.loads(arguments_by_word["ENTRYPOINT"]) + (arguments or json.loads(arguments_by_word["CMD"]))
    inside = ["chroot", f"--userspec={arguments_by_word['USER']}", str(root), "env", "-i"]
    inside += [f"{key}={value}" for key, value in env.items()]
    os.execvp("unshare", ["unshare", "--mount", "sh", "-c", READ_ONLY, str(root), *inside[1:], *argv])


if __name__ == "__main__":
    command, place, *rest = sys.argv[1:]
    if command == "build":
        build(Path(place).resolve())
    else:
        run(Path(place).resolve(), rest)
