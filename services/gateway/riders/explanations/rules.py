"""Why a line has its points, in the rider's language. Pure: no clock, no database."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from babel.numbers import format_decimal

from shared.http.texts import translate

Params = Mapping[str, int | str]


class Reason(NamedTuple):
    """A rule with the values that it was applied to."""

    rule: str
    version: int
    params: Params


REASONS = {
    "too_short": "it took less than a minute",
    "too_long": "it took more than 24 hours",
    "too_late": "it was reported more than 14 days after it ended",
    "too_fast": "it was faster than 45 km/h",
    "suspicious_speed": "it was faster than 30 km/h and waits for the operator's review; you can appeal",
    "overlapping": "it shares time with another trip of yours and both wait for the operator's review;"
    " you can appeal",
    "voided": "the operator has voided it",
    "import_undone": "the operator has taken back the import that it came with",
    "decided": "the operator has reviewed it and decided so",
}
METRES_PER_KM = 1_000
NOT_PAID = "A larger multiplier did not count, because its campaign cannot pay it."
REFUSALS = {
    "budget_spent": "A larger multiplier did not count, because its campaign's budget is spent.",
    "budget_paced": "A larger multiplier did not count, because its campaign has given what it may give by"
    " today.",
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
        yield translate("“{name}” makes it {percent} %: {points} in all.", language).format(
            name=params["multiplier"],
            percent=percent,
            points=_points(base_points * percent // 100, language),
        )
    if "refusal" in params:
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
    name = params.get(f"name_{language}") or params["name_en"]
    text = (
        "{points} for completing the challenge “{name}”."
        if points >= 0
        else "The challenge “{name}” is no longer completed, so its {points} are taken back."
    )
    return translate(text, language).format(points=_points(abs(points), language), name=name)


def _debt(params: Params, points: int, language: str) -> str:
    text = "You have fewer points than were taken back, so {points} are lent to you. You now owe {owed}."
    owed = _points(int(params["debt_points"]), language)
    return translate(text, language).format(points=_points(points, language), owed=owed)


def _repayment(params: Params, points: int, language: str) -> str:
    text = "{points} pay back what you owed. You now owe {owed}."
    owed = _points(int(params["debt_points"]), language)
    return translate(text, language).format(points=_points(abs(points), language), owed=owed)


def _points(points: int, language: str) -> str:
    # In all three languages only 1 is singular.
    text = "{number} point" if abs(points) == 1 else "{number} points"
    return translate(text, language).format(number=format_decimal(points, locale=language))


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
    "debt": _debt,
    "repayment": _repayment,
}
