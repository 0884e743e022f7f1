"""Bugs of trips that `make mutants` plants: what a trace says."""

from tests.planted_bugs import Mutant

CLEANING = "services/trips/traces/cleaning/rules.py"
FIGURES = "services/trips/traces/figures/rules.py"
REASONS = "services/trips/traces/rules.py"
REPLAYS = "services/trips/traces/replays/rules.py"
PACKING = "services/trips/traces/packing/rules.py"
TESTS = "tests/trips/traces/"
TRIPS = (
    Mutant(
        "points are taken in the order in which they were told (law 5)",
        CLEANING,
        'np.lexsort((points["lon"], points["lat"], accuracy_m, at_us))',
        "np.lexsort((at_us,))",
        f"{TESTS}test_cleaning.py::test_order_and_repetition_of_points_change_nothing",
    ),
    Mutant(
        "an accuracy that nobody told is the worst",
        CLEANING,
        "nan=0.0",
        "nan=1e6",
        f"{TESTS}test_cleaning.py::test_of_one_instant_one_point_stays",
    ),
    Mutant(
        "a point joins the oldest piece, not the longest",
        CLEANING,
        "preferred.sort(key=lambda each: (-lengths[each], each))",
        "preferred.sort()",
        f"{TESTS}test_cleaning.py::test_the_longest_piece_is_that_of_going_point_by_point",
    ),
    Mutant(
        "a run of points joins the piece that its first has joined, even if that is not the longest",
        CLEANING,
        "        if rank == 0:\n",
        "        if True:\n",
        f"{TESTS}test_cleaning.py::test_the_longest_piece_is_that_of_going_point_by_point",
    ),
    Mutant(
        "a ninth piece is followed",
        CLEANING,
        "len(preferred) == PIECES_MAX",
        "len(preferred) > PIECES_MAX",
        f"{TESTS}test_cleaning.py::test_a_ninth_piece_is_dropped",
    ),
    Mutant(
        "places are measured from the first point, which may be a spike",
        CLEANING,
        "distinct[len(distinct) // 2]",
        "distinct[0]",
        f"{TESTS}test_cleaning.py::test_places_are_measured_from_the_middle_point",
    ),
    Mutant(
        "the last place is the median of its ten seconds",
        CLEANING,
        "        medians[-1:] = values[-1:]\n",
        "",
        f"{TESTS}test_cleaning.py::test_a_place_is_the_medians_of_ten_seconds_and_the_ends_are_points",
    ),
    Mutant(
        "a trip of years is looked at for years",
        CLEANING,
        "min(ended_at, started_at + MINUTES_S_MAX)",
        "ended_at",
        f"{TESTS}test_cleaning.py::test_of_a_trip_of_years_a_day_is_looked_at",
    ),
    Mutant(
        "the pace of two steps told in 20 s is known",
        CLEANING,
        "told_s >= PACE_TOLD_S_MIN",
        "told_s >= PACE_TOLD_S_MIN / 2",
        f"{TESTS}test_cleaning.py::test_the_pace_of_20_seconds_is_known_if_15_are_told",
    ),
    Mutant(
        "jitter on the spot adds metres",
        FIGURES,
        "        if step_m >= limits.step_m:\n            total",
        "        if step_m >= 0:\n            total",
        f"{TESTS}test_figures.py::test_a_place_counts_once_it_lies_30_m_from_the_last_that_counted",
    ),
    Mutant(
        "half a metre is rounded to even",
        FIGURES,
        "math.floor(max(end - begin, 0) + 0.5)",
        "round(max(end - begin, 0) - 0.001)",
        f"{TESTS}test_figures.py::test_metres_are_those_of_the_minutes",
    ),
    Mutant(
        "whoever stands makes a hole",
        FIGURES,
        "(moved_m > limits.moving_mps * took_s)",
        "(moved_m >= 0)",
        f"{TESTS}test_figures.py::test_what_a_hole_is",
    ),
    Mutant(
        "a hole counts whole, also what of it lies outside the minutes",
        FIGURES,
        "within = np.minimum(ends, ended_at) - np.maximum(begins, started_at)",
        "within = ends - begins",
        f"{TESTS}test_figures.py::test_what_a_hole_is",
    ),
    Mutant(
        "the 95th percentile is one rank too low",
        FIGURES,
        "rank = (95 * len(values) + 99) // 100",
        "rank = max(95 * len(values) // 100, 1)",
        f"{TESTS}test_figures.py::test_the_95th_percentile_is_the_nearest_rank",
    ),
    Mutant(
        "a merged trace shows speeds that begin in the minutes and end after them",
        FIGURES,
        "& (begins + length_s <= inside[1])",
        "& (begins <= inside[1])",
        f"{TESTS}test_figures.py::test_of_a_merged_trace_only_what_lies_wholly_in_the_minutes_is_shown",
    ),
    Mutant(
        "a merged trace speaks for all of its minutes",
        REASONS,
        "only_inside=merged",
        "only_inside=False",
        f"{TESTS}test_reasons.py::test_a_merged_trace_speaks_for_its_minutes_only",
    ),
    Mutant(
        "of a thin trace more is said",
        REASONS,
        '        return (*found, "trace_thin")\n',
        '        found.append("trace_thin")\n    if not trace.distinct:\n        return tuple(found)\n',
        f"{TESTS}test_reasons.py::test_of_a_thin_trace_nothing_more_is_said",
    ),
    Mutant(
        "a place within a minute does not bring a trace to its station",
        REASONS,
        "    return not bool(((apart_s <= limits.window_s) & (away <= limits.station_m)).any())",
        "    return len(away) > 0",
        f"{TESTS}test_reasons.py::test_what_is_off_a_station",
    ),
    Mutant(
        "who moves for a quarter of a short time stands",
        REASONS,
        "minutes_s > limits.standing_s_min and ",
        "minutes_s > 0 and ",
        f"{TESTS}test_reasons.py::test_who_stands",
    ),
    Mutant(
        "an even ride is on foot, however little of its pace is known",
        REASONS,
        "    if surge is None or spread is None:\n        return False\n",
        "    if surge is None or spread is None:\n        return p95 < limits.steady_p95\n",
        f"{TESTS}test_reasons.py::test_who_is_on_foot",
    ),
    Mutant(
        "a stretched copy is another way",
        REPLAYS,
        "        scales.append(earlier.length_s / later.length_s)\n",
        "        pass\n",
        f"{TESTS}test_replays.py::test_when_a_way_is_that_of_another",
    ),
    Mutant(
        "a copy is looked for at one shift only",
        REPLAYS,
        "range(0, limits.same_shift_s + 1, SHIFT_STEP_S)",
        "range(1)",
        f"{TESTS}test_replays.py::test_when_a_way_is_that_of_another",
    ),
    Mutant(
        "a copy is looked for in its own cell only",
        REPLAYS,
        "NEAR_M = 100",
        "NEAR_M = 0",
        f"{TESTS}test_replays.py::test_a_copy_is_found_by_its_cells",
    ),
    Mutant(
        "what is kept of a trace is rounded to decimetres",
        PACKING,
        "_whole(trace.east_m, 1e3)",
        "_whole(np.round(trace.east_m, 1), 1e3)",
        f"{TESTS}test_cleaning.py::test_what_is_kept_of_a_trace_is_the_trace",
    ),
)
