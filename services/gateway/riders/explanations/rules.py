"""Why a line has its points, in the rider's language. Pure: no clock, no database."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from services.gateway.riders.reasons.rules import REASONS
from shared.http.texts import translate

Params = Mapping[str, int | str]


class Reason(NamedTuple):
    """A rule with the values that it was applied to."""

    rule: str
    version: int
    params: Params


# Rule -> what it says of units of a reward, or of tickets of a draw.
OF_REWARDS = {
    "redemption": "You redeemed {units} × “{name}”.",
    "donation": "You donated: {units} × “{name}”.",
    "reservation": "You reserved {units} × “{name}”: it waits to be confirmed.",
    "confirmation": "What you reserved is confirmed: {units} × “{name}”.",
    "refund": "{units} × “{name}” was released: you get the points back.",
    "prize": "You won {units} × “{name}” in a draw.",
    "prize_released": "{units} × “{name}”, which you won in a draw, was released.",
    "draw_ticket": "You bought tickets of the draw “{name}”: {units}.",
    "ticket_refund": "The tickets that you bought of the draw “{name}” ({units}) are taken back: you get the"
    " points back.",
    "reservation_over": "Nobody confirmed {units} × “{name}” within 24 hours: you get the points back.",
}
# Which riders are on the board -> what a prize of that board was for.
RANK_PRIZES = {
    "all": "A prize for rank {rank} among all riders, {period}.",
    "ebike": "A prize for rank {rank} among riders of e-bikes, {period}.",
    "newcomers": "A prize for rank {rank} among newcomers, {period}.",
}
WEEK = "week {week} of {year}"
METRES_PER_KM = 1_000
# Kind of activity -> its name where the statement counts it. Services may report others: they are named.
ACTIVITIES = {
    "report_confirmed": "problems that you reported and that were solved",
    "survey_answered": "surveys that you answered",
    "rebalanced": "bicycles that you brought where they were needed",
}
NOT_PAID = "A larger multiplier did not count, because its campaign cannot pay it."
REFUSALS = {
    "budget_spent": "A larger multiplier did not count, because its campaign's budget is spent.",
    "budget_paced": "A larger multiplier did not count, because its campaign has given what it may give by"
    " today.",
}
NOT_PAID_IN_FULL = "It would add more, which its campaign cannot pay."
REFUSALS_OF_REST = {
    "budget_spent": "It would add more, but its campaign's budget is spent.",
    "budget_paced": "It would add more, but its campaign has given what it may give by today.",
}
# What a campaign has refused: a promise, a reward, or what a reward is more than before.
JOINED_FOR_NOTHING = (
    "No points are promised to you for the challenge “{name}”, because its campaign's budget is spent. If you"
    " complete it, you get them only if there is budget again by then."
)
REACHED = "{points} for level {level} of the challenge “{name}”."
NO_LONGER_REACHED = (
    "Level {level} of the challenge “{name}” is no longer reached, so its {points} are taken back."
)
REACHED_FOR_NOTHING = {
    "budget_spent": "0 points for level {level} of the challenge “{name}”: its campaign's budget is spent.",
    "budget_paced": "0 points for level {level} of the challenge “{name}”: its campaign has given what it may"
    " give by today.",
}
PERIOD = "The period began on {day}."
COMPLETED_FOR_NOTHING = {
    "budget_spent": "0 points for completing the challenge “{name}”: its campaign's budget is spent.",
    "budget_paced": "0 points for completing the challenge “{name}”: its campaign has given what it may give"
    " by today.",
}
NOTHING_MORE = {
    "budget_spent": "The challenge “{name}” gives more now, but its campaign's budget is spent: you keep"
    " {points}.",
    "budget_paced": "The challenge “{name}” gives more now, but its campaign has given what it may give by"
    " today: you keep {points}.",
}
PAID_IN_PART = {
    "budget_spent": "It gives more, but its campaign's budget is spent.",
    "budget_paced": "It gives more, but its campaign has given what it may give by today.",
}
HELD = "it waits for the operator's review; you can appeal"
NOT_COUNTED = "it does not count"


def explain(rule: str, version: int, params: Params, points: int, language: str) -> str:
    """One or two sentences in this language. `points` are the line's. An unknown rule is only named."""
    explanation = EXPLANATIONS.get(rule)
    try:
        if explanation is not None:
            return explanation(params, points, language)
    except (KeyError, ValueError):
        pass  # The parameters are another version's. The line must still be readable.
    return translate("By the rule “{rule}”, version {version}.", language).format(rule=rule, version=version)


def _tariff(params: Params, _: int, language: str) -> str:
    distance_m = int(params["distance_m"])
    counted_m = int(params.get("distance_m_max", distance_m))
    text = (
        "{distance_points} for {km} km and {energy_points} for {kcal} kcal."
        if counted_m >= METRES_PER_KM
        else "{distance_points} for {metres} m and {energy_points} for {kcal} kcal."
    )
    sentences = [
        translate(text, language).format(
            distance_points=_points(int(params["distance_points"]), language),
            km=_km(counted_m, language),
            metres=counted_m,
            energy_points=_points(int(params["energy_points"]), language),
            kcal=format_decimal(int(params["energy_kcal"]), locale=language),
        )
    ]
    if "distance_m_max" in params:
        text = "The trip was {km} km long, but at most {limit} km of a trip count."
        km, limit = _km(distance_m, language), _km(counted_m, language)
        sentences.append(translate(text, language).format(km=km, limit=limit))
    if "energy_s_max" in params:
        text = "The energy is that of the first {minutes} minutes, because no more of a trip count."
        minutes = int(params["energy_s_max"]) // 60
        sentences.append(translate(text, language).format(minutes=minutes))
    return " ".join([*sentences, *_multiplied(params, language)])


def _multiplied(params: Params, language: str) -> Iterator[str]:
    """What a multiplier has made of the points, and why a larger one did not count."""
    if "multiplier" in params:
        base_points = int(params["distance_points"]) + int(params["energy_points"])
        percent = int(params["percent"])
        if "added_points" in params:
            added_points = int(params["added_points"])
            text = "“{name}” adds {added}: {points} in all."
        else:
            added_points = base_points * percent // 100 - base_points
            text = "“{name}” makes it {percent} %: {points} in all."
        yield translate(text, language).format(
            name=params["multiplier"],
            percent=percent,
            added=_points(added_points, language),
            points=_points(base_points + added_points, language),
        )
    if "refusal" in params and "added_points" in params:
        yield translate(REFUSALS_OF_REST.get(str(params["refusal"]), NOT_PAID_IN_FULL), language)
    elif "refusal" in params:
        yield translate(REFUSALS.get(str(params["refusal"]), NOT_PAID), language)


def _km(distance_m: int, language: str) -> str:
    """Kilometres, to the metre: a rounded number would not fit the points."""
    return format_decimal(distance_m / METRES_PER_KM, format="#,##0.###", locale=language)


def _distance_unknown(_: Params, __: int, language: str) -> str:
    return translate(
        "0 points: the trip counts, but its distance is unknown or zero, and only trips with a distance"
        " earn points.",
        language,
    )


def _unpaid(_: Params, __: int, language: str) -> str:
    return translate(
        "0 points: the trip counts, but the operator imported it as one that earns no points.", language
    )


def _not_counted(params: Params, _: int, language: str) -> str:
    unnamed = HELD if params["verdict"] == "held" else NOT_COUNTED
    reason = translate(REASONS.get(str(params["reason"]), unnamed), language)
    return translate("0 points for this trip: {reason}.", language).format(reason=reason)


def _taken_back(params: Params, _: int, language: str) -> str:
    reason = REASONS.get(str(params["reason"]))
    if reason is None:
        return translate("The trip no longer counts, so its points are taken back.", language)
    text = translate("The trip no longer counts, so its points are taken back: {reason}.", language)
    return text.format(reason=translate(reason, language))


def _limit(beyond: str, returned: str) -> Callable[[Params, int, str], str]:
    """The explanation of a limit: one text where it takes more than before, one where it takes less."""

    def explanation(params: Params, points: int, language: str) -> str:
        return translate(beyond if points < 0 else returned, language).format(
            limit=_points(int(params["limit_points"]), language),
            full=_points(int(params["full_points"]), language),
        )

    return explanation


TRIP_LIMIT = _limit(
    "A trip earns at most {limit}. This one would have earned {full}: the rest is taken back.",
    "A trip earns at most {limit}. This one would now earn {full}: what had been taken back beyond the limit"
    " is returned.",
)
DAY_LIMIT = _limit(
    "A day's trips earn at most {limit}. This day's would have earned {full}: the rest is taken back.",
    "A day's trips earn at most {limit}. This day's would now earn {full}: what had been taken back beyond"
    " the limit is returned.",
)
MONTH_LIMIT = _limit(
    "A month's trips earn at most {limit}. This month's would have earned {full}: the rest is taken back.",
    "A month's trips earn at most {limit}. This month's would now earn {full}: what had been taken back"
    " beyond the limit is returned.",
)


def _challenge(params: Params, points: int, language: str) -> str:
    if "level" in params:
        text = REACHED if points >= 0 else NO_LONGER_REACHED
    else:
        text = (
            "{points} for completing the challenge “{name}”."
            if points >= 0
            else "The challenge “{name}” is no longer completed, so its {points} are taken back."
        )
    rest = PAID_IN_PART.get(str(params.get("refusal"))) if points >= 0 else None
    sentences = [_of_entry(text, params, abs(points), language)]
    return " ".join([*sentences, translate(rest, language)] if rest else sentences)


def _of_entry(text: str, params: Params, points: int, language: str) -> str:
    """A sentence on an entry of a challenge; a second one tells the period, where there is one."""
    told = translate(text, language).format(
        points=_points(points, language),
        name=params.get(f"name_{language}") or params["name_en"],
        level=format_decimal(int(params.get("level", 0)), locale=language),
    )
    if "period_start" not in params:
        return told
    day = format_date(date.fromisoformat(str(params["period_start"])), "long", locale=language)
    return f"{told} {translate(PERIOD, language).format(day=day)}"


def _refused(refusal: str) -> Callable[[Params, int, str], str]:
    def explanation(params: Params, _: int, language: str) -> str:
        paid_points = int(params["paid_points"])
        if paid_points:
            text = NOTHING_MORE[refusal]
        elif params["earned_points"]:
            text = (REACHED_FOR_NOTHING if "level" in params else COMPLETED_FOR_NOTHING)[refusal]
        else:
            text = JOINED_FOR_NOTHING
        return _of_entry(text, params, paid_points, language)

    return explanation


def _bonus(params: Params, points: int, language: str) -> str:
    text = (
        "{points} more for “{activity}”: {count} that day."
        if points >= 0
        else "{points} less for “{activity}”: {count} that day."
    )
    service, count, day_max = str(params["service"]), int(params["activities"]), int(params["day_max"])
    sentence = translate(text, language).format(
        points=_points(abs(points), language),
        activity=translate(ACTIVITIES[service], language) if service in ACTIVITIES else service,
        count=format_decimal(count, locale=language),
    )
    if count <= day_max:
        return sentence
    limit = format_decimal(day_max, locale=language)
    return f"{sentence} {translate('At most {limit} of them count a day.', language).format(limit=limit)}"


def _debt(params: Params, points: int, language: str) -> str:
    text = "You have fewer points than were taken back, so {points} are lent to you. You now owe {owed}."
    owed = _points(int(params["debt_points"]), language)
    return translate(text, language).format(points=_points(points, language), owed=owed)


def _repayment(params: Params, points: int, language: str) -> str:
    text = "{points} pay back what you owed. You now owe {owed}."
    owed = _points(int(params["debt_points"]), language)
    return translate(text, language).format(points=_points(abs(points), language), owed=owed)


def _either_way(given: str, taken: str) -> Callable[[Params, int, str], str]:
    """One text for points to the rider, another for points from the rider."""

    def explanation(_: Params, points: int, language: str) -> str:
        text = translate(given if points >= 0 else taken, language)
        return text.format(points=_points(abs(points), language))

    return explanation


ADJUSTMENT = _either_way(
    "The operator of the game has given you {points}.",
    "The operator of the game has taken {points} from you.",
)


def _migration(params: Params, points: int, language: str) -> str:
    text = "{points} came with you from the system before. Toward levels {lifetime} count."
    lifetime = _points(int(params["lifetime_points"]), language)
    return translate(text, language).format(points=_points(points, language), lifetime=lifetime)


def _expiry(params: Params, points: int, language: str) -> str:
    text = (
        "{points} have expired: points are good for {months} months after the month in which they were"
        " earned."
        if points < 0
        else "What has expired is worked out anew, as you had earned less: {points} are returned."
    )
    months = format_decimal(int(params["months"]), locale=language)
    return translate(text, language).format(points=_points(abs(points), language), months=months)


def _account_closed(_: Params, points: int, language: str) -> str:
    text = "Your account is closed, so {points} expire."
    return translate(text, language).format(points=_points(abs(points), language))


def _written_off(params: Params, _: int, language: str) -> str:
    text = "Your account is closed. You need not pay back {owed}."
    return translate(text, language).format(owed=_points(int(params["debt_points"]), language))


def _of_reward(text: str) -> Callable[[Params, int, str], str]:
    def explain_reward(params: Params, _: int, language: str) -> str:
        name = params.get(f"name_{language}") or params["name_en"]
        units = format_decimal(int(params["quantity"]), locale=language)
        return translate(text, language).format(name=name, units=units)

    return explain_reward


def _points(points: int, language: str) -> str:
    # In all three languages only 1 is singular.
    text = "{number} point" if abs(points) == 1 else "{number} points"
    return translate(text, language).format(number=format_decimal(points, locale=language))


def _rank_prize(params: Params, _: int, language: str) -> str:
    riders = str(params["board_id"]).rpartition("-")[2]
    period = _period(str(params["period"]), language)
    return translate(RANK_PRIZES[riders], language).format(rank=int(params["rank"]), period=period)


def _period(name: str, language: str) -> str:
    """A week (2026-W47), a quarter (2026-Q4) or a month (2026-11) in words."""
    year, part = name.split("-")
    if part.startswith("W"):
        return translate(WEEK, language).format(week=int(part[1:]), year=year)
    if part.startswith("Q"):
        return format_skeleton("yQQQQ", date(int(year), 3 * int(part[1:]), 1), locale=language)
    return format_skeleton("yMMMM", date(int(year), int(part), 1), locale=language)


EXPLANATIONS: dict[str, Callable[[Params, int, str], str]] = {
    "tariff": _tariff,
    "distance_unknown": _distance_unknown,
    "unpaid": _unpaid,
    "not_counted": _not_counted,
    "taken_back": _taken_back,
    "trip_limit": TRIP_LIMIT,
    "day_limit": DAY_LIMIT,
    "month_limit": MONTH_LIMIT,
    "challenge": _challenge,
    "budget_spent": _refused("budget_spent"),
    "budget_paced": _refused("budget_paced"),
    "bonus": _bonus,
    "debt": _debt,
    "repayment": _repayment,
    "adjustment": ADJUSTMENT,
    "migration": _migration,
    "expiry": _expiry,
    "account_closed": _account_closed,
    "written_off": _written_off,
    "rank_prize": _rank_prize,
    **{rule: _of_reward(text) for rule, text in OF_REWARDS.items()},
}
