"""Each line of a statement explains itself, in three languages."""

import pytest

from services.gateway.riders.explanations.rules import explain

TARIFF = {"distance_m": 1_234, "distance_points": 12, "energy_kcal": 79, "energy_points": 7}
REFUSED = {"name_en": "Ten trips", "name_ca": "Deu viatges"}

TOO_LONG = {
    "distance_m": 31_200,
    "distance_points": 200,
    "energy_kcal": 476,
    "energy_points": 47,
    "distance_m_max": 20_000,
    "energy_s_max": 3_600,
}
TOO_LONG_IN_WORDS = {
    "en": "200 points for 20 km and 47 points for 476 kcal. The trip was 31.2 km long, but at most 20 km of a"
    " trip count. The energy is that of the first 60 minutes, because no more of a trip count.",
    "ca": "200 punts per 20 km i 47 punts per 476 kcal. El viatge ha estat de 31,2 km, però d'un viatge en"
    " compten 20 com a màxim. L'energia és la dels primers 60 minuts, perquè d'un viatge no en compten més.",
    "es": "200 puntos por 20 km y 47 puntos por 476 kcal. El viaje ha sido de 31,2 km, pero de un viaje"
    " cuentan 20 como máximo. La energía es la de los primeros 60 minutos, porque de un viaje no cuentan"
    " más.",
}


@pytest.mark.parametrize(
    ("rule", "params", "points", "language", "text"),
    [
        pytest.param("tariff", TARIFF, 19, "en", "12 points for 1.234 km and 7 points for 79 kcal.", id="en"),
        pytest.param("tariff", TARIFF, 19, "ca", "12 punts per 1,234 km i 7 punts per 79 kcal.", id="ca"),
        pytest.param("tariff", TARIFF, 19, "es", "12 puntos por 1,234 km y 7 puntos por 79 kcal.", id="es"),
        pytest.param(
            "debt",
            {"debt_points": 140},
            100,
            "en",
            "You have fewer points than were taken back, so 100 points are lent to you."
            " You now owe 140 points.",
            id="a loan",
        ),
        pytest.param(
            "debt",
            {"debt_points": 1},
            1,
            "ca",
            "Tens menys punts dels que es retiren i se te'n presten: 1 punt. Ara deus 1 punt.",
            id="a loan, ca",
        ),
        pytest.param(
            "repayment",
            {"debt_points": 0},
            -60,
            "es",
            "60 puntos devuelven lo que debías. Ahora debes 0 puntos.",
            id="a repayment, es",
        ),
        pytest.param(
            "tariff",
            {"distance_m": 100, "distance_points": 1, "energy_kcal": 3, "energy_points": 0},
            1,
            "ca",
            "1 punt per 100 m i 0 punts per 3 kcal.",
            id="one is singular, none is plural",
        ),
        pytest.param(
            "tariff",
            {"distance_m": 99, "distance_points": 0, "energy_kcal": 9, "energy_points": 0},
            0,
            "en",
            "0 points for 99 m and 0 points for 9 kcal.",
            id="99 m are no tenth of a kilometre",
        ),
        pytest.param(
            "tariff",
            {"distance_m": 1_999, "distance_points": 19, "energy_kcal": 9, "energy_points": 0},
            19,
            "en",
            "19 points for 1.999 km and 0 points for 9 kcal.",
            id="1,999 m are no two kilometres",
        ),
        *(
            pytest.param("tariff", TOO_LONG, 247, language, text, id=f"what counted, {language}")
            for language, text in TOO_LONG_IN_WORDS.items()
        ),
        pytest.param(
            "tariff",
            {**TARIFF, "energy_s_max": 3_600},
            19,
            "en",
            "12 points for 1.234 km and 7 points for 79 kcal. The energy is that of the first 60 minutes,"
            " because no more of a trip count.",
            id="a long trip that was not far",
        ),
        pytest.param(
            "not_counted",
            {"verdict": "held", "reason": "suspicious_speed"},
            0,
            "es",
            "0 puntos por este viaje: ha ido más deprisa de lo habitual y está pendiente de la revisión"
            " del operador; puedes presentar una reclamación.",
            id="a held trip says what its rider can do",
        ),
        pytest.param(
            "not_counted",
            {"verdict": "held", "reason": "of_tomorrow"},
            0,
            "en",
            "0 points for this trip: it waits for the operator's review; you can appeal.",
            id="held for a reason not known here",
        ),
        pytest.param(
            "not_counted",
            {"verdict": "rejected", "reason": "too_short"},
            0,
            "ca",
            "0 punts per aquest viatge: ha estat massa curt.",
            id="rejected",
        ),
        pytest.param(
            "taken_back",
            {"reason": "voided"},
            -19,
            "en",
            "The trip no longer counts, so its points are taken back: the operator has voided it.",
            id="taken back",
        ),
        pytest.param(
            "day_limit",
            {"limit_points": 400, "full_points": 1_433},
            -1_033,
            "es",
            "Los viajes de un día dan como máximo 400 puntos. Los de este día habrían dado 1.433 puntos:"
            " se retira el resto.",
            id="the day's limit",
        ),
        pytest.param(
            "day_limit",
            {"limit_points": 400, "full_points": 390},
            33,
            "en",
            "A day's trips earn at most 400 points. This day's would now earn 390 points: what had been"
            " taken back beyond the limit is returned.",
            id="given back",
        ),
        pytest.param(
            "trip_limit",
            {"limit_points": 150, "full_points": 151},
            -1,
            "ca",
            "Un viatge dona com a màxim 150 punts. Aquest n'hauria donat 151 punts: se'n retira la resta.",
            id="the trip's limit",
        ),
        pytest.param(
            "month_limit",
            {"limit_points": 6_000, "full_points": 5_990},
            10,
            "es",
            "Los viajes de un mes dan como máximo 6.000 puntos. Los de este mes ahora darían 5.990 puntos:"
            " se devuelve lo que se había retirado de más.",
            id="the month's limit gives back",
        ),
        pytest.param(
            "bonus",
            {"service": "report_confirmed", "activities": 2, "each_points": 20, "day_max": 3},
            20,
            "en",
            "20 points more for “problems that you reported and that were solved”: 2 that day.",
            id="a bonus",
        ),
        pytest.param(
            "bonus",
            {"service": "rebalanced", "activities": 4, "each_points": 1, "day_max": 3},
            1,
            "ca",
            "1 punt més per «bicicletes que has portat on feien falta»: 4 aquell dia."
            " En compten com a màxim 3 al dia.",
            id="a bonus that is as large as it can be",
        ),
        pytest.param(
            "bonus",
            {"service": "park_and_ride", "activities": 0, "each_points": 20, "day_max": 3},
            -20,
            "es",
            "20 puntos menos por «park_and_ride»: 0 ese día.",
            id="a bonus that is taken back, of a kind that has no words",
        ),
        pytest.param(
            "tariff",
            {**TARIFF, "multiplier": "Early birds", "percent": 150, "refusal": "budget_spent"},
            28,
            "en",
            "12 points for 1.234 km and 7 points for 79 kcal. “Early birds” makes it 150 %: 28 points in all."
            " A larger multiplier did not count, because its campaign's budget is spent.",
            id="a multiplier, and a larger one that could not pay",
        ),
        pytest.param(
            "tariff",
            {**TARIFF, "multiplier": "Matiners", "percent": 200},
            38,
            "ca",
            "12 punts per 1,234 km i 7 punts per 79 kcal. «Matiners» ho converteix en el 200 %: 38 punts en"
            " total.",
            id="a multiplier in Catalan",
        ),
        pytest.param(
            "tariff",
            {
                **TARIFF,
                "multiplier": "Early birds",
                "percent": 200,
                "added_points": 5,
                "refusal": "budget_paced",
            },
            24,
            "en",
            "12 points for 1.234 km and 7 points for 79 kcal. “Early birds” adds 5 points: 24 points in all."
            " It would add more, but its campaign has given what it may give by today.",
            id="a multiplier that adds what its campaign can pay",
        ),
        pytest.param(
            "budget_spent",
            {**REFUSED, "earned_points": 0, "paid_points": 0},
            0,
            "en",
            "No points are promised to you for the challenge “Ten trips”, because its campaign's budget is"
            " spent. If you complete it, you get them only if there is budget again by then.",
            id="a join that is promised nothing",
        ),
        pytest.param(
            "budget_paced",
            {**REFUSED, "earned_points": 100, "paid_points": 0},
            0,
            "ca",
            "0 punts per completar el repte «Deu viatges»: la seva campanya ja ha donat el que podia donar"
            " fins avui.",
            id="a completion that a pace refuses",
        ),
        pytest.param(
            "budget_spent",
            {**REFUSED, "earned_points": 100, "paid_points": 60},
            0,
            "es",
            "El reto «Ten trips» ahora da más, pero el presupuesto de su campaña está agotado: conservas 60"
            " puntos.",
            id="what a version adds and a campaign does not pay",
        ),
        pytest.param(
            "challenge",
            {**REFUSED, "refusal": "budget_spent"},
            60,
            "en",
            "60 points for completing the challenge “Ten trips”. It gives more, but its campaign's budget is"
            " spent.",
            id="a promise that could not be raised",
        ),
        pytest.param(
            "challenge",
            {**REFUSED, "level": 2, "period_start": "2026-05-04"},
            60,
            "en",
            "60 points for level 2 of the challenge “Ten trips”. The period began on May 4, 2026.",
            id="a level that is reached in a period",
        ),
        pytest.param(
            "challenge",
            {**REFUSED, "level": 2},
            -60,
            "ca",
            "El nivell 2 del repte «Deu viatges» ja no està assolit i se'n retiren 60 punts.",
            id="a level that is taken back",
        ),
        pytest.param(
            "challenge",
            {**REFUSED, "period_start": "2026-05-04", "refusal": "budget_spent"},
            60,
            "es",
            "60 puntos por completar el reto «Ten trips». Inicio del periodo: 4 de mayo de 2026. Da más, pero"
            " el presupuesto de su campaña está agotado.",
            id="a period that is paid in part",
        ),
        pytest.param(
            "budget_paced",
            {**REFUSED, "level": 1, "earned_points": 100, "paid_points": 0},
            0,
            "en",
            "0 points for level 1 of the challenge “Ten trips”: its campaign has given what it may give by"
            " today.",
            id="a level that a pace refuses",
        ),
        pytest.param(
            "unpaid",
            {},
            0,
            "ca",
            "0 punts: el viatge compta, però l'operador el va importar com a viatge que no dona punts.",
            id="an import without points",
        ),
        *(
            pytest.param(
                "rank_prize",
                {"board_id": board_id, "period": period, "rank": 3},
                100,
                language,
                text,
                id=f"a prize for a rank in {period}",
            )
            for board_id, period, language, text in (
                ("month-riders-all", "2026-11", "en", "A prize for rank 3 among all riders, November 2026."),
                (
                    "week-riders-newcomers",
                    "2026-W05",
                    "es",
                    "Un premio por el puesto 3 entre los recién llegados, semana 5 de 2026.",
                ),
                (
                    "season-riders-ebike",
                    "2026-Q4",
                    "ca",
                    "Un premi per la posició 3 entre qui va amb bicicleta elèctrica, 4t trimestre del 2026.",
                ),
            )
        ),
        pytest.param("moonlight", {}, 5, "ca", "Segons la regla «moonlight», versió 1.", id="unknown rule"),
        pytest.param("tariff", {}, 5, "en", "By the rule “tariff”, version 1.", id="unknown parameters"),
    ],
)
def test_a_line_explains_itself(
    rule: str, params: dict[str, int | str], points: int, language: str, text: str
) -> None:
    assert explain(rule, 1, params, points, language) == text
