"""What a path names: a stranger's thing, one that is not there and no id at all answer in the same words."""

from uuid import UUID, uuid4

import pytest

from shared.http.owned import Absent, owned, path_id
from shared.http.problems import NotFound

NO_TRIP = Absent("There is no such trip.")


@pytest.mark.parametrize("text", ["", "nonsense", "123", "\u0663" * 31, str(UUID(int=0))])
def test_a_text_that_is_no_uuid_or_nil_names_nothing(text: str) -> None:
    with pytest.raises(NotFound, match=NO_TRIP.detail):
        path_id(text, NO_TRIP)


def test_an_id_in_a_path_is_a_uuid() -> None:
    trip_id = uuid4()
    assert path_id(str(trip_id), NO_TRIP) == trip_id


def test_only_none_is_not_there() -> None:
    """A thing that is empty is there nevertheless."""
    assert owned(0, NO_TRIP) == 0
    with pytest.raises(NotFound, match=NO_TRIP.detail):
        owned(None, NO_TRIP)
