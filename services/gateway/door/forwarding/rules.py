"""Which routes other services answer, and who may ask for them."""

from dataclasses import dataclass

from shared.http.auth import ROLES, Role
from shared.http.bodies import BATCH_BODY_MAX, BODY_MAX


@dataclass(frozen=True)
class Forwarded:
    """A route of another service. No roles: needs no token. No `body_bytes_max`: no body is read."""

    method: str
    path: str
    service: str
    roles: tuple[Role, ...]
    body_bytes_max: int | None = None


FORWARDED = (
    Forwarded("POST", "/v1/trips", "trips", ("rider", "operator"), BATCH_BODY_MAX),
    Forwarded("POST", "/v1/trips:batch", "trips", ("operator",), BATCH_BODY_MAX),
    Forwarded("GET", "/v1/trips", "trips", ("operator",)),
    Forwarded("POST", "/v1/trips/{trip_id}/void", "trips", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/trips/{trip_id}/decision", "trips", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/trips/{trip_id}/appeal", "trips", ("rider",), BODY_MAX),
    Forwarded("PUT", "/v1/stations", "trips", ("operator",), BATCH_BODY_MAX),
    Forwarded("POST", "/v1/stations:import", "trips", ("operator",), BATCH_BODY_MAX),
    Forwarded("GET", "/v1/indicators", "public_value", ()),
    Forwarded("POST", "/v1/indicators:query", "public_value", ROLES, BODY_MAX),
    Forwarded("PUT", "/v1/zones", "trips", ("operator",), BATCH_BODY_MAX),
    Forwarded("GET", "/v1/challenges", "challenges", ROLES),
    Forwarded("POST", "/v1/challenges", "challenges", ("operator",), BODY_MAX),
    Forwarded("PUT", "/v1/challenges/{challenge_id}", "challenges", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/challenges/{challenge_id}/submit", "challenges", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/challenges/{challenge_id}/publish", "challenges", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/challenges/{challenge_id}/pause", "challenges", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/challenges/{challenge_id}/close", "challenges", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/challenges/{challenge_id}/decision", "challenges", ("city",), BODY_MAX),
    Forwarded("POST", "/v1/challenges/{challenge_id}/stop", "challenges", ("city",), BODY_MAX),
    Forwarded("PUT", "/v1/guards/challenge", "challenges", ("city",), BODY_MAX),
    Forwarded("GET", "/v1/guards/challenge", "challenges", ()),
    Forwarded("GET", "/v1/changes", "challenges", ("operator", "city", "auditor")),
    Forwarded("GET", "/v1/decisions", "challenges", ()),
    Forwarded("GET", "/v1/decisions.ndjson", "challenges", ()),
    Forwarded("PUT", "/v1/me/entries/{challenge_id}", "challenges", ("rider",), BODY_MAX),
    Forwarded("DELETE", "/v1/me/entries/{challenge_id}", "challenges", ("rider",)),
)
