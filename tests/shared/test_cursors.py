"""Cursors: good for the list that gave them, and nothing else."""

import pytest

from shared.http import cursors
from shared.http.problems import InvalidCursor


def test_a_cursor_is_good_for_its_own_list_only() -> None:
    cursor = cursors.write("secret", "postings of Ada", 42)
    assert cursors.read("secret", "postings of Ada", cursor) == [42]
    forged = [
        ("other secret", "postings of Ada", cursor),
        ("secret", "postings of Bea", cursor),
        ("secret", "trips of Ada", cursor),
        ("secret", "postings of Ada", "A" + cursor[1:]),
        ("secret", "postings of Ada", ""),
        ("secret", "postings of Ada", "é"),
    ]
    for secret, list_name, text in forged:
        with pytest.raises(InvalidCursor):
            cursors.read(secret, list_name, text)
