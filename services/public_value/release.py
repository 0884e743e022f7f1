"""`python -m services.public_value.release` makes a run of releases now, after an import without waiting.

Prints `{"release": number or null}`. The settings are those of the service.
"""

import asyncio
import json
from datetime import UTC, datetime

from services.public_value.app import Settings
from services.public_value.releases.actions import release
from shared import telemetry


def main() -> None:
    """Make a run, and print which release it made."""
    settings = Settings.model_validate({})
    telemetry.configure_logging(Settings.service)
    number = asyncio.run(release(settings.releasing(), datetime.now(UTC), by_command=True))
    print(json.dumps({"release": number}))


if __name__ == "__main__":
    main()
