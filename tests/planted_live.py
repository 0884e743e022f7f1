"""Bugs of live trips that `make mutants` plants: messages in any order, the clock's work, points."""

from tests.planted_bugs import Mutant

ORDER = "tests/laws/test_live_order.py::test_any_interleaving_of_a_days_messages_makes_the_same_trips"
LIVE = "tests/trips/test_live_trips.py::"
CLOCK = "tests/trips/test_live_clock.py::"
LIVE_BUGS = (
    Mutant(
        "what came before the start is forgotten",
        "services/trips/live/actions.py",
        "    points = await chunks.points_of(tx, [told.trip_id])\n",
        "    points = await chunks.points_of(tx, [])\n",
        ORDER,
    ),
    Mutant(
        "an end that came before the start is forgotten",
        "services/trips/live/actions.py",
        "    if end:\n        telling = replace(",
        "    if end and heard.is_cancelled:\n        telling = replace(",
        ORDER,
    ),
    Mutant(
        "a late chunk changes no verdict",
        "services/trips/live/actions.py",
        'if heard and heard.started_at and (known.verdict != "open" or known.has_near):',
        'if heard and heard.started_at and (known.verdict == "open" and known.has_near):',
        ORDER,
    ),
    Mutant(
        "an open trip is merged into no ride that a dock told before",
        "services/trips/live/actions.py",
        '(known.verdict != "open" or known.has_near)',
        '(known.verdict != "open")',
        CLOCK + "test_a_phone_shows_only_later_that_a_dock_has_told_of_its_ride",
    ),
    Mutant(
        "verdicts stand on the trace of before",
        "services/trips/trace_chunks/actions.py",
        "    stale = [told[trip_id] for trip_id, each in heard.items() if each.is_stale]\n",
        "    stale: list[Telling] = []\n",
        ORDER,
    ),
    Mutant(
        "a chunk that is repeated counts twice",
        "services/trips/live/actions.py",
        "    if heard and known.chunk is not None:\n",
        "    if heard and known.chunk is not None and known.chunk != packed:\n",
        LIVE + "test_every_message_again_has_the_same_answer",
    ),
    Mutant(
        "an id of another rider's live trip is taken",
        "services/trips/live/rules.py",
        "    if known.is_whole or known.owner not in (None, rider_id):\n",
        "    if known.is_whole:\n",
        LIVE + "test_an_id_is_of_the_rider_and_the_way_that_used_it_first",
    ),
    Mutant(
        "a whole trip takes the id of a live one",
        "services/trips/actions.py",
        "        elif trip.trip_id in live:\n",
        "        elif trip.trip_id in live and trip.unpaid:\n",
        LIVE + "test_an_id_is_of_the_rider_and_the_way_that_used_it_first",
    ),
    Mutant(
        "an open trip is said",
        "services/trips/verdicts/actions.py",
        "is_said = judgement.verdict not in UNSAID",
        "is_said = True",
        CLOCK + "test_an_open_trip_is_not_said_and_one_without_an_end_is_within_a_minute",
    ),
    Mutant(
        "a trip is said to be open again",
        "services/trips/publishing/actions.py",
        'if trip.verdict == "open" or (trip.revision == 0 and trip.verdict in UNSAID):',
        "if trip.revision == 0 and trip.verdict in UNSAID:",
        CLOCK + "test_a_phone_that_is_heard_of_again_is_open_again_and_that_is_not_said",
    ),
    Mutant(
        "raw points stay for ever",
        "services/trips/trace_chunks/store.py",
        "        DELETE FROM live_chunks USING over WHERE live_chunks.trip_id = over.trip_id\n",
        "        DELETE FROM live_chunks USING over WHERE live_chunks.trip_id = over.trip_id AND seq < 0\n",
        CLOCK + "test_raw_points_are_kept_until_the_trace_closes_and_the_verdict_stays",
    ),
    Mutant(
        "a cancellation that came before the start is forgotten",
        "services/trips/live/actions.py",
        '        withdrawn="cancelled" if heard.is_cancelled else None,\n',
        "        withdrawn=None,\n",
        LIVE + "test_a_trip_may_be_cancelled_before_its_start_comes",
    ),
    Mutant(
        "who reads waits for the clock's work",
        "services/trips/deadlines/actions.py",
        "    due = [trip for trip in trips if trip.due_at and trip.due_at <= now]\n",
        "    due: list[KeptTrip] = []\n",
        CLOCK + "test_reading_says_what_the_clock_has_changed_before_its_work_does",
    ),
    Mutant(
        "a fast clock is believed",
        "shared/http/clocks.py",
        "if moment > now + AHEAD_MAX]",
        "if moment > now + 12 * AHEAD_MAX]",
        LIVE + "test_an_instant_of_a_fast_clock_is_refused_with_the_servers",
    ),
    Mutant(
        "six trips are open",
        "services/trips/live/rules.py",
        ">= OPEN_MAX:",
        "> OPEN_MAX:",
        LIVE + "test_five_trips_are_open_and_one_that_fell_silent_is_not",
    ),
)
