"""What the city page makes of the figures: words, numbers, marks, in every language."""

import re
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from rodem_client.api.city_figures import CityDistrict, CityFigure, CityFigures
from services.pages.city import page as city_page
from services.pages.city import routes as city_routes
from shared.http import texts

from .examples import (
    barcelona,
    counting,
    days,
    districts,
    figure,
    figures,
    nearly_empty,
    period,
    so_far,
    square,
    tiles,
)

PAGES = Path(city_page.__file__).parents[1]
PAGE_BYTES_MAX = 40_000
UNNAMED = "A source of these trips names no riders."
UNITS = {"km", "kcal", "kg CO₂e"}


def shown(of: CityFigures, language: str = "en") -> city_page.Page:
    found = city_page.page(of, language, "Europe/Madrid")
    assert found is not None
    return found


def html(of: CityFigures, language: str = "en") -> str:
    assert shown(of, language)
    return city_routes.html_of(of, language, "Barcelona", "Europe/Madrid")


def test_numbers_and_dates_are_written_as_in_the_language() -> None:
    for language, distance, month in (
        ("en", "176,793", "October 2026"),
        ("ca", "176.793", "octubre del 2026"),
        ("es", "176.793", "octubre de 2026"),
    ):
        page = shown(figures(), language)
        assert (page.tiles[2].value, page.month) == (distance, month)


def test_an_indicator_that_is_new_to_the_page_is_written_in_the_unit_of_the_others() -> None:
    distance = next(each for each in tiles() if each.id == "distance_m")
    page = shown(figures(tiles=(*tiles(), changed(distance, id="ebike_distance_m"))))
    assert (page.tiles[-1].value, page.tiles[-1].unit) == ("176,793", "km")


def test_a_suppressed_figure_says_so_in_words_and_never_zero() -> None:
    page = shown(figures(tiles=tiles(riders=figure())))
    assert page.tiles[1].value is None
    assert page.tiles[1].change == "fewer than 15 riders, or it would give away such a figure"
    assert "fewer than 15 riders" in html(figures(tiles=tiles(riders=figure())))


def test_suppressed_days_are_hatched_and_written_as_hidden() -> None:
    page = shown(figures(series=days(hidden=(12,))))
    assert [bar.hidden for bar in page.wide.chart.bars].index(True) == 12
    assert page.wide.titles[12] == "Wed 14 Oct: hidden"
    assert page.days[12] == ("Wed 14 Oct", None)


def test_hidden_days_before_the_first_figure_are_left_out() -> None:
    page = shown(figures(series=days(hidden=tuple(range(20)))))
    assert len(page.days) == 10
    assert not page.days_hidden


def test_the_days_of_a_month_that_goes_on_are_those_in_its_figures() -> None:
    page = shown(figures(**so_far(date(2026, 10, 26))))
    assert page.span == "so far: 1–26 Oct 2026"
    last = shown(figures(**so_far(date(2026, 10, 30))))
    assert (last.span, last.tiles[0].change) == ("so far: 1–30 Oct 2026", "The month before: 52,204")
    assert shown(figures()).span == "1–31 Oct 2026"


def test_what_is_told_of_whole_months_is_told_later_in_a_month_that_goes_on() -> None:
    page = shown(figures(**so_far(date(2026, 10, 20)), tiles=tiles(riders=figure(), points=figure())))
    changes = {tile.name: tile.change for tile in page.tiles}
    assert changes["Riders"] == "Told when the month is complete."
    assert changes["Points"].startswith("fewer than 15 riders")


def test_districts_are_those_of_the_newest_complete_month() -> None:
    september = period("P1M", date(2026, 9, 1), date(2026, 9, 30))
    page = html(figures(**so_far(date(2026, 10, 20)), districts_period=september))
    assert "Trips by district, September 2026." in page


def test_small_districts_are_told_together_as_the_rest() -> None:
    rest = CityDistrict(district_id="rest", trips=40, suppressed=False)
    rows = shown(figures(districts=(*districts(2), rest))).districts.rows
    assert [row.name for row in rows][-1] == "The rest, told together"


def test_bikes_that_stand_for_riders_are_not_called_riders() -> None:
    bikes = [changed(each, previous_month=counting("bike")) for each in tiles(riders=counting("bike"))]
    page = shown(figures(tiles=bikes))
    tile = page.tiles[1]
    assert (tile.name, tile.value) == ("Bikes", "1,947")
    assert tile.change == "+0% compared with the month before"
    assert "rider" not in f"{tile.name} {tile.definition} {tile.method}".replace(UNNAMED, "").lower()
    assert "riders, or it" not in html(figures(tiles=tiles(riders=counting("bike"), points=figure())))
    assert UNNAMED in html(figures(tiles=bikes))


def test_where_each_trip_stands_for_a_rider_no_number_of_riders_is_told() -> None:
    tile = shown(figures(tiles=tiles(riders=counting("trip")))).tiles[1]
    assert (tile.name, tile.value, tile.change) == ("Riders", None, UNNAMED)


@pytest.mark.parametrize("keys", [("rider", "bike"), ("rider", "trip"), ("bike", "trip")])
def test_riders_and_what_stands_for_them_are_not_told_as_riders(keys: tuple[str, ...]) -> None:
    tile = shown(figures(tiles=tiles(riders=counting(*keys)))).tiles[1]
    assert (tile.name, tile.value) == ("Riders and what stands for them", "1,947")
    assert tile.change == "", "the month before had riders: they are not to be compared"


def test_riders_who_are_riders_are_called_riders() -> None:
    page = shown(figures())
    assert (page.tiles[1].name, page.unnamed) == ("Riders", "")
    assert UNNAMED not in html(figures())


@pytest.mark.parametrize("balance", [figure(-20, -30, -10), figure(20, -30, 30)])
def test_an_invented_survey_is_named_beside_its_verdict(balance: CityFigure) -> None:
    invented = [
        changed(each, counterfactual_verified=False) if each.id == city_page.CLIMATE else each
        for each in tiles(climate=balance)
    ]
    page = html(figures(tiles=invented))
    verdict = page.index('class="verdict"')
    assert "invented and comes from no survey" in page[verdict : page.index("<svg", verdict)]
    assert "Climate balance (example)" in page
    asked = html(figures(tiles=tiles(climate=balance)))
    assert "invented" not in asked
    assert "(example)" not in asked


def test_a_month_that_goes_on_is_not_compared_with_a_whole_one() -> None:
    page = shown(figures(**so_far(date(2026, 10, 20))))
    assert page.span == "so far: 1–20 Oct 2026"
    assert page.tiles[0].change == "The month before: 52,204"
    assert shown(figures()).tiles[0].change == "+13% compared with the month before"


def test_a_hidden_month_before_is_not_compared_with() -> None:
    hidden = [changed(each, previous_month=figure()) for each in tiles()]
    assert {each.change for each in shown(figures(tiles=hidden)).tiles} == {"The month before is hidden."}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (figure(20, 10, 30), "The trips avoided more"),
        (figure(-20, -30, -10), "The trips caused more"),
        (figure(-20, -30, 10), "The trips probably caused more"),
        (figure(20, -30, 30), "The trips probably avoided more"),
    ],
)
def test_the_climate_balance_is_said_in_words_as_it_is(given: CityFigure, words: str) -> None:
    balance = shown(figures(tiles=tiles(climate=given))).balance
    assert balance is not None
    assert balance.verdict.startswith(words)
    assert 0 <= balance.low <= balance.value <= balance.high <= city_page.BALANCE_WIDTH
    assert (balance.value < balance.zero) == balance.negative == ((given.value or 0) < 0)


def test_what_the_game_gave_is_told_for_a_thousand_points() -> None:
    given = shown(figures(tiles=tiles(points=figure(50_000), distance_m=figure(2_000_000)))).given
    assert (given[0].total, given[0].per_points) == ("2,000", "40")
    assert shown(figures(tiles=tiles(points=figure()))).given[0].per_points is None
    assert shown(figures(tiles=tiles(points=figure(0)))).given[0].per_points is None


def test_a_city_of_nine_riders_looks_like_an_empty_one() -> None:
    for of in (
        nearly_empty(),
        CityFigures(k_value=10, riders_min=15, tiles=[], series=[], districts=[]),
        changed(nearly_empty(), districts=districts(1)),
    ):
        assert city_page.page(of, "en", "Europe/Madrid") is None


def test_names_from_outside_are_escaped_and_long_ones_shortened() -> None:
    page = html(figures(districts=districts(3, name="<script>alert({i})</script>")))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert shown(figures(districts=districts(2, name="N" * 255))).districts.rows[0].name == "N" * 39 + "…"


def test_districts_are_ranked_and_those_outside_and_hidden_come_last(data_dir: Path) -> None:
    found = shown(figures(districts=barcelona(data_dir)), "ca").districts
    assert [row.name for row in found.rows][:2] == ["Eixample", "Ciutat Vella"]
    assert [row.name for row in found.rows][-2:] == ["Nou Barris", "Fora de tots els districtes"]
    assert (found.rows[-2].trips, found.rows[-2].shade, found.rows[-1].outline) == (None, 0, None)
    assert found.map is not None


def test_why_a_district_is_hidden_is_said_also_where_no_map_is() -> None:
    without_map = [changed(each, outline=None) for each in districts(3)]
    without_map[1] = changed(without_map[1], trips=None)
    page = html(figures(series=days(hidden=()), districts=without_map))
    assert "fewer than 15 riders, or it would give away such a figure" in page.partition('id="districts"')[2]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_page_is_below_40_kb(data_dir: Path, language: str) -> None:
    assert len(html(figures(districts=barcelona(data_dir)), language).encode()) <= PAGE_BYTES_MAX


def test_the_page_is_below_40_kb_with_many_winding_districts() -> None:
    ring = square(2.1, 41.3)[0]
    wavy = tuple((lon + 0.0001 * i, lat + 0.0003 * (i % 7)) for lon, lat in ring for i in range(30))
    many = tuple(
        changed(each, outline=(wavy, wavy)) for each in districts(73, name="The {i}th & long name of a place")
    )
    page = html(figures(districts=many), "ca")
    assert len(page.encode()) <= PAGE_BYTES_MAX
    assert "48 districtes més" in page


def test_the_page_loads_nothing_and_runs_no_script() -> None:
    page = html(figures())
    assert "<script" not in page
    assert 'style="' not in page
    assert not re.findall(r'(?:src|href)="(?!/|\?|#|data:)', page)


def texts_of_the_page() -> set[str]:
    """All sentences that templates and view models have translated."""
    found = {unit for _, unit in city_page.SHOWN_AS.values()} - UNITS
    found |= {city_page.FEW, city_page.FEW_UNNAMED, city_page.UNNAMED, city_page.EXAMPLE}
    found |= {*city_page.BIKES, *city_page.MIXED}
    for template in (*PAGES.glob("city/templates/*.html"), PAGES / "frame" / "templates" / "frame.html"):
        found |= {text for _, text in re.findall(r"\bt\((['\"])(.*?)\1[,)]", template.read_text())}
    for file in (*PAGES.glob("city/*.py"), *PAGES.glob("frame/*.py")):
        source = file.read_text()
        found |= set(re.findall(r'(?:translate|text|verdict =)\(? ?"(.*?)"', source))
    return found


@pytest.mark.parametrize("language", ["ca", "es"])
def test_every_sentence_of_the_page_is_translated(language: str) -> None:
    found = texts_of_the_page()
    assert len(found) > 60
    same = {"Factors: {factors}."} if language == "ca" else set()
    assert {text for text in found if texts.translate(text, language) == text} == same
    for text in found:
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", texts.translate(text, language)))
