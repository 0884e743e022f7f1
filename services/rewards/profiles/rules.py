"""How soon a nickname may change. Pure."""

from datetime import datetime, timedelta
from typing import NamedTuple

from shared.http.owned import Absent
from shared.http.problems import Problem

NO_RIDER = Absent("There is no such rider.")
CHANGE_AFTER = timedelta(hours=7 * 24)
"""The shortest time between two changes of a nickname."""


class Profile(NamedTuple):
    """What a rider is called on boards, since when, and whether the rider is shown on them."""

    nickname: str
    nickname_changed_at: datetime
    on_leaderboards: bool


class NicknameTooSoon(Problem):
    """A nickname stays for seven days, so that riders know each other on boards."""

    status = 409
    title = "Nickname changed too soon"


def changed(before: Profile | None, nickname: str, on_leaderboards: bool, now: datetime) -> Profile:
    """The profile with this nickname. Raises NicknameTooSoon."""
    if before is None:
        return Profile(nickname, now, on_leaderboards)
    if before.nickname == nickname:
        return before._replace(on_leaderboards=on_leaderboards)
    if now < before.nickname_changed_at + CHANGE_AFTER:
        raise NicknameTooSoon("A nickname can change 7 days after its last change.")
    return Profile(nickname, now, on_leaderboards)
