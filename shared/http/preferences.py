"""What a caller prefers, by the header `Prefer` (RFC 7240)."""

import re
from urllib.request import parse_http_list

from fastapi import Request

PARAMETERS = re.compile("[;=].*", re.DOTALL)
"""The value and parameters that may follow the name of a preference (RFC 7240)."""


def is_dry_run(request: Request) -> bool:
    """Whether the caller only wants to know what would happen (`Prefer: dry-run`, on any line)."""
    preferences = [each for line in request.headers.getlist("prefer") for each in parse_http_list(line)]
    return "dry-run" in [PARAMETERS.sub("", text).strip().lower() for text in preferences]


def preference_applied(request: Request) -> dict[str, str]:
    """The response headers of a dry run (RFC 7240); none for any other request."""
    return {"Preference-Applied": "dry-run"} if is_dry_run(request) else {}
