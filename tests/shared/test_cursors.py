"""Cursors: good for the list that gave them, and nothing else."""

import pytest

from shared.http import cursors
from shared.http.cursors import Listing, Page
from shared.http.problems import InvalidCursor


def test_a_cursor_is_good_for_its_own_list_only() -> None:
    postings = Listing("secret", "postings of Ada")
    cursor = cursors.write(postings, (42,))
    assert cursors.read(postings, cursor) == [42]
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
            cursors.read(Listing(secret, list_name), text)


def test_a_page_names_the_next_one_only_where_there_is_more() -> None:
    listing, page = Listing("secret", "numbers"), Page(limit=2)
    shown, more = cursors.cut(listing, page, [1, 2, 3], lambda number: (number,))
    assert (shown, cursors.read(listing, more["next_cursor"])) == ([1, 2], [2])
    assert cursors.cut(listing, page, [1, 2], lambda number: (number,)) == ([1, 2], {})
    assert cursors.begins_after(listing, Page(cursor=more["next_cursor"])) == [2]
    assert cursors.begins_after(listing, page) is None
