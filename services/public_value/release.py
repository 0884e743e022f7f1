"""`python -m services.public_value.release [--plan]` makes a run of releases now, after an import without
waiting; with `--plan` it makes none, but says what each plan would show of last month.

Prints `{"release": number or null}`, or `{"month", "choices"}`. The settings are those of the service.
"""

import argparse
import asyncio
import json
from datetime import UTC, datetime
from typing import Any

from services.public_value.app import Settings
from services.public_value.releases.actions import Releasing, release, try_plans
from shared import telemetry


async def _tried(releasing: Releasing) -> dict[str, Any]:
    month, tried = await try_plans(releasing, datetime.now(UTC))
    shown = [
        {"places": plan.places, "operators": dict(plan.operators), "shown_percent": each._asdict()}
        for plan, each in tried
    ]
    return {"month": f"{month:%Y-%m}", "choices": shown}


async def _released(releasing: Releasing) -> dict[str, Any]:
    return {"release": await release(releasing, datetime.now(UTC), by_command=True)}


def main() -> None:
    """Make a run, and print which release it made; or print what plans would show."""
    parser = argparse.ArgumentParser(prog="rodem indicators", description=__doc__)
    parser.add_argument("--plan", action="store_true", help="make no run, but say what plans would show")
    does_try = parser.parse_args().plan
    releasing = Settings.model_validate({}).releasing()
    telemetry.configure_logging(Settings.service)
    print(json.dumps(asyncio.run(_tried(releasing) if does_try else _released(releasing))))


if __name__ == "__main__":
    main()
