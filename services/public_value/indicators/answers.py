"""What `GET /v1/indicators` answers."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from services.public_value.disclosure.suppression.rules import K
from services.public_value.indicators import registry, rules
from services.public_value.indicators.climate import store as climate
from services.public_value.indicators.climate.rules import Counterfactual, FactorSet
from services.public_value.indicators.registry import INDICATORS
from services.public_value.indicators.rules import Dimension, IndicatorId, Interval


def discovery() -> dict[str, Any]:
    """Everything that is measured, and by which data."""
    return {
        "indicators": [_indicator(indicator) for indicator in INDICATORS.values()],
        "k_value": K,
        "data": [_data_set(data_set) for data_set in climate.data_sets()],
    }


def _indicator(indicator: registry.Indicator) -> dict[str, Any]:
    texts = indicator.texts
    return {
        "id": indicator.id,
        "name": texts.name,
        "unit": texts.unit,
        "definition": texts.definition,
        "method": texts.method,
        "version": texts.version,
        "dimensions": list(rules.DIMENSIONS),
        "intervals": list(rules.INTERVALS),
        "k": K,
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


class Indicator(BaseModel):
    """What is measured, and how. Fewer than `k` riders are never shown."""

    id: IndicatorId
    name: dict[str, str]
    unit: str
    definition: dict[str, str]
    method: str
    version: int
    dimensions: list[Dimension]
    intervals: list[Interval]
    k: int


class DataSet(BaseModel):
    """Data behind an indicator, named by its content."""

    id: str
    kind: Literal["factor_set", "counterfactual"]
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
