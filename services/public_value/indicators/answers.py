"""What `GET /v1/indicators` answers."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from services.public_value.indicators import registry, rules
from services.public_value.indicators.climate import store as climate
from services.public_value.indicators.climate.rules import Counterfactual, FactorSet
from services.public_value.indicators.health import store as health
from services.public_value.indicators.health.rules import HealthFactors
from services.public_value.indicators.liveability import store as liveability
from services.public_value.indicators.liveability.rules import CostFactors
from services.public_value.indicators.registry import DEFINED, INDICATORS, Texts
from services.public_value.indicators.rules import Dimension, Interval, K


def discovery() -> dict[str, Any]:
    """Everything that is measured, and by which data."""
    return {
        "indicators": [
            *(_indicator(indicator) for indicator in INDICATORS.values()),
            *(_defined(indicator) for indicator in DEFINED.values()),
        ],
        "k_value": K,
        "data": [
            *(_data_set(data_set) for data_set in climate.data_sets()),
            *(
                _constants("health_factors", factors, health.content_hash(factors.id))
                for factors in health.health_factors()
            ),
            *(
                _constants("cost_factors", factors, liveability.content_hash(factors.id))
                for factors in liveability.cost_factors()
            ),
        ],
    }


def _texts(id_: str, texts: Texts) -> dict[str, Any]:
    return {
        "id": id_,
        **({"value_id": texts.value_id} if texts.value_id else {}),
        "name": texts.name,
        "unit": texts.unit,
        "definition": texts.definition,
        "method": texts.method,
        "sources": texts.sources,
        "inputs": texts.inputs,
        "version": texts.version,
    }


def _indicator(indicator: registry.Indicator) -> dict[str, Any]:
    return {
        **_texts(indicator.id, indicator.texts),
        "dimensions": list(rules.DIMENSIONS),
        "intervals": list(rules.INTERVALS),
        "k": K,
        "no_data": False,
    }


def _defined(indicator: registry.Defined) -> dict[str, Any]:
    return {
        **_texts(indicator.id, indicator.texts),
        "dimensions": [],
        "intervals": [],
        "k": K,
        "no_data": True,
    }


def _data_set(data_set: FactorSet | Counterfactual) -> dict[str, Any]:
    return {
        "id": data_set.id,
        "kind": "counterfactual" if isinstance(data_set, Counterfactual) else "factor_set",
        "valid_from": data_set.valid_from.isoformat(),
        "source": data_set.source,
        "sha256": climate.content_hash(data_set.id),
        **(
            {"verified": data_set.verified}
            if isinstance(data_set, Counterfactual)
            else {"scope": data_set.scope, "unit": data_set.unit}
        ),
    }


def _constants(kind: str, factors: HealthFactors | CostFactors, sha256: str) -> dict[str, Any]:
    return {
        "id": factors.id,
        "kind": kind,
        "valid_from": factors.valid_from.isoformat(),
        "source": factors.source,
        "sha256": sha256,
        "verified": factors.verified,
    }


class Indicator(BaseModel):
    """What is measured, and how. Fewer than `k` riders are never shown. With `no_data` it is defined, and
    nothing sends yet what it needs (`inputs`): it has no intervals, and cannot be asked for."""

    id: str
    value_id: str | None = None
    name: dict[str, str]
    unit: str
    definition: dict[str, str]
    method: str
    sources: list[str]
    inputs: list[str]
    version: int
    dimensions: list[Dimension]
    intervals: list[Interval]
    k: int
    no_data: bool


class DataSet(BaseModel):
    """Data behind an indicator, named by its content. What is not `verified` is an example or has constants
    that nobody has checked."""

    id: str
    kind: Literal["factor_set", "counterfactual", "health_factors", "cost_factors"]
    valid_from: date
    source: str
    sha256: str
    verified: bool | None = None
    scope: str | None = None
    unit: str | None = None


class Discovery(BaseModel):
    """Everything that is measured, and by which data."""

    model_config = ConfigDict(json_schema_extra={"examples": [discovery()]})

    indicators: list[Indicator]
    k_value: int
    data: list[DataSet]
