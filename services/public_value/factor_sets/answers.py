"""Response models of factor sets."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel

from services.public_value.factor_sets.bodies import EXAMPLE, ShareBody
from services.public_value.factor_sets.rules import (
    UNIT,
    VEHICLES,
    State,
    method_of,
    saved,
    saved_mg_per_km,
)
from services.public_value.factor_sets.store import StoredSet
from services.public_value.indicators.climate.rules import Counterfactual, DataSets, FactorSet, Method, Scope
from shared.http.documented import AsKept, example
from shared.http.instants import as_written
from shared.two_keys.rules import body_hash

SHA256 = "6a" * 32
CONTENTS = {
    name: EXAMPLE[name] for name in ("valid_from", "source", "factors", "shares", "survey_id", "verified")
}
METHOD = method_of("survey-2099", CONTENTS)
LISTED: dict[str, Any] = {
    "factor_set_id": "survey-2099",
    "state": "published",
    "published_at": "2026-11-30T09:00:00Z",
    "sha256": SHA256,
    "scope": "use_phase",
    "unit": UNIT,
    "counterfactual_id": "survey-2099",
    **CONTENTS,
    "net_g_per_km": {vehicle: each._asdict() for vehicle, each in saved(METHOD)._asdict().items()},
    "saved_mg_per_km": saved_mg_per_km(METHOD),
}


def sha256_of(body: Mapping[str, Any]) -> str:
    """The SHA-256 of a set's contents in canonical JSON (RFC 8785), in hexadecimal digits."""
    return body_hash(body).hex()


class FactorSetWritten(BaseModel):
    """What has become of a factor set that was written, or would have in a dry run. Where a guard covers it,
    it is a change that waits for the second key, of which `guards` are the names; else it holds from its
    first day on."""

    model_config = example(factor_set_id="survey-2099", state="published", sha256=SHA256)

    factor_set_id: str
    state: State
    sha256: str
    change_id: UUID | None = None
    guards: list[str] | None = None


class Avoided(BaseModel):
    """What a kilometre avoids, in g CO2e, with the 95 % interval of the car's share. Below 0 it emits more
    than what it replaces."""

    low: float
    value: float
    high: float


class ListedFactorSet(BaseModel):
    """A factor set with its contents. What is not `verified` is an example or unchecked, and every figure
    that comes from it says so.

    `sha256` is that of the canonical JSON (RFC 8785) of `valid_from`, `factors`, `shares`, `source`,
    `survey_id` and `verified`, of those that are there. `net_g_per_km` is what a kilometre avoids;
    `saved_mg_per_km` is what challenges count, where what emits more saves nothing. A set that is a part of
    the program has no `published_at`."""

    model_config = example(**LISTED)

    factor_set_id: str
    state: State
    published_at: datetime | None = None
    sha256: str
    scope: Scope
    unit: str
    counterfactual_id: str
    valid_from: date
    source: str
    factors: dict[str, dict[str, float]]
    shares: dict[str, Annotated[dict[str, Any], AsKept(ShareBody)]]
    survey_id: str | None = None
    verified: bool
    net_g_per_km: dict[str, Avoided]
    saved_mg_per_km: dict[str, int]


class FactorSetList(BaseModel):
    """Those that are a part of the program, then the city's in the order in which they were first written."""

    model_config = example(factor_sets=[LISTED])

    factor_sets: list[Annotated[dict[str, Any], AsKept(ListedFactorSet)]]
    next_cursor: str | None = None


def _listed(
    factor_set_id: str, state: State, body: Mapping[str, Any], method: Method, published_at: datetime | None
) -> dict[str, Any]:
    net = saved(method)._asdict()
    return {
        "factor_set_id": factor_set_id,
        "state": state,
        **({"published_at": as_written(published_at)} if published_at else {}),
        "sha256": sha256_of(body),
        "scope": method.factors.scope,
        "unit": method.factors.unit,
        "counterfactual_id": method.counterfactual.id,
        **body,
        "net_g_per_km": {vehicle: net[vehicle]._asdict() for vehicle in VEHICLES},
        "saved_mg_per_km": saved_mg_per_km(method),
    }


def listed(row: StoredSet) -> dict[str, Any]:
    """A set of the city, as it was written."""
    method = method_of(row.factor_set_id, row.body)
    return _listed(row.factor_set_id, row.state, row.body, method, row.published_at)


def shipped(sets: DataSets) -> list[dict[str, Any]]:
    """The sets that are a part of the program, each with the example of replaced modes."""
    replaced: Sequence[Counterfactual] = [each for each in sets if isinstance(each, Counterfactual)]
    return [
        _listed(each.id, "published", _body(each, replaced[-1]), Method(each, replaced[-1]), None)
        for each in sets
        if isinstance(each, FactorSet)
    ]


def _body(factors: FactorSet, replaced: Counterfactual) -> dict[str, Any]:
    """A set of the program as the city would write it."""
    return {
        "valid_from": factors.valid_from.isoformat(),
        "factors": factors.factors,
        "shares": {
            mode: {"share": share, "n": replaced.respondents} for mode, share in replaced.shares().items()
        },
        "source": f"{factors.source} {replaced.source}",
        "verified": replaced.verified,
    }
