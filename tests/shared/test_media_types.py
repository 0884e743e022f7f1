"""Which form of an answer a reader wants, by `Accept`."""

import pytest
from fastapi import Request

from shared.http.media_types import prefers


@pytest.mark.parametrize(
    ("accept", "wants_csv"),
    [
        pytest.param([], False, id="nothing is said"),
        pytest.param(["*/*"], False, id="anything"),
        pytest.param(["text/csv"], True, id="only that"),
        pytest.param(["Text/CSV; header=present"], True, id="with a parameter"),
        pytest.param(["application/json, text/csv, */*"], False, id="JSON comes first"),
        pytest.param(["text/csv, application/json"], True, id="JSON comes second"),
        pytest.param(["application/json;q=0.5, text/csv"], True, id="JSON weighs less"),
        pytest.param(["text/csv;q=0.4, application/json; q=0.5"], False, id="JSON weighs more"),
        pytest.param(["text/csv;q=0"], False, id="not that"),
        pytest.param(["text/csv;q=much"], False, id="no weight at all"),
        pytest.param(["text/html", "text/csv"], True, id="in two headers"),
    ],
)
def test_what_is_named_first_or_weighs_more_is_preferred(accept: list[str], wants_csv: bool) -> None:
    headers = [(b"accept", each.encode()) for each in accept]
    assert prefers(Request({"type": "http", "headers": headers}), "text/csv") is wants_csv
