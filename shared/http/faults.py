"""Codes of faults: what is at the places that a `validation-error` points to."""

import re
from collections.abc import Mapping
from typing import Any

Bound = int | float | str
"""A number or a length, or a day or an instant as it is written."""

# Patterns of pydantic's hundred error types -> our few fault codes, which are part of the API.
FAULT_CODES = (
    (re.compile("extra_forbidden"), "unknown_field"),
    (re.compile("missing|union_tag_not_found"), "missing"),
    (
        re.compile(
            r"(greater|less)_than.*|finite_number|(.*_)?too_(short|long)|int_parsing_size|recursion_.*"
        ),
        "out_of_range",
    ),
    (re.compile("literal_error|enum|union_tag_invalid"), "not_allowed"),
    (re.compile("string_pattern_mismatch"), "bad_format"),
    (re.compile("string_unicode"), "forbidden_character"),
    (re.compile(r".*_type|.*_parsing|int_from_float"), "wrong_type"),
)


FAULTS = {
    "bad_format": "not in the form that is asked for",
    "before_start": "an end before the start",
    "crossing": "an outline that crosses itself",
    "empty": "nothing in it",
    "empty_range": "a range in which nothing lies",
    "far_from_stations": "a zone over a degree from every station",
    "forbidden_character": "a control or direction character",
    "in_the_future": "later than now",
    "lat_lon_swapped": "latitude before longitude",
    "loop": "a zone that is a part of itself",
    "missing": "left out, and needed",
    "mixed_scopes": "factors of the use phase beside factors of the whole life cycle",
    "needs_dimension": "several places without a dimension to tell them apart",
    "no_position": "0, 0, which stands for an unknown position",
    "not_after_start": "an end that is not after the start",
    "not_allowed": "none of the values that are allowed, or not beside another field",
    "not_ascending": "not above the one before",
    "not_closed": "a ring whose last point is not its first",
    "not_lon_lat": "a `crs` that is not longitude and latitude, in this order",
    "not_in_order": "not in order of time",
    "not_period_start": "no first instant of a local day, Monday, or month, as the period asks for",
    "null": "null: what is unknown is left out",
    "other_day": "a start in another local day than the trip's",
    "out_of_range": "beyond `minimum` or `maximum`, in value or in length",
    "out_of_reach": "more than there can be: `maximum` at most",
    "period_over": "a period that has ended",
    "repeated": "there twice",
    "same_as_baseline": "a target that is the baseline",
    "spans_factor_sets": "periods with different emission factors",
    "threshold_raised": "a level that would begin later than before, or be dropped",
    "too_few_points": "a ring of fewer than four points",
    "unknown": "the id of nothing that is there",
    "unknown_field": "no field that is known",
    "unknown_parent": "a zone that is neither sent nor known",
    "valid_from_past": "a day that is not after today",
    "wrong_sum": "shares that do not add up to 1, or weights that do not add up to 100",
    "wrong_type": "another type",
}
"""What each code of a fault means: what is at its pointer. There may be more."""

BOUNDS = {"ge": "minimum", "min_length": "minimum", "le": "maximum", "max_length": "maximum"}


def bounds_of(context: Mapping[str, Any]) -> dict[str, Bound]:
    """The bounds that a fault is beyond, from the context of pydantic's error."""
    return {name: context[key] for key, name in BOUNDS.items() if key in context}


def fault_code(pydantic_type: str) -> str:
    """The fault code for a pydantic error type. Types without a pattern are codes already."""
    return next((code for pattern, code in FAULT_CODES if pattern.fullmatch(pydantic_type)), pydantic_type)
