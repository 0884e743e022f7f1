"""Trip files of any length for tests, the same for the same seed."""

import csv
import heapq
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rodem.imports.places import distance_between

BIKES = 300
STATIONS = 40
NEW_YORK = ZoneInfo("America/New_York")
OPENED_AT = datetime(2020, 6, 1, 12, tzinfo=UTC)
HEADER = [
    *("Trip Duration", "Start Time", "Stop Time"),
    *("Start Station ID", "Start Station Latitude", "Start Station Longitude"),
    *("End Station ID", "End Station Latitude", "End Station Longitude"),
    *("Bike ID", "Start Station Name", "End Station Name", "User Type"),
]


def write_generated_citibike(path: Path, rows: int, seed: int = 1) -> None:
    """Write a valid file in the format citibike, sorted by start.

    300 bikes go on from where they stand, at 7 to 20 km/h, and are never on two trips at a time.
    """
    rng = random.Random(seed)
    stations = [(40.70 + rng.random() * 0.05, -74.08 + rng.random() * 0.05) for _ in range(STATIONS)]
    standing = [(OPENED_AT, 24_000 + bike, rng.randrange(STATIONS)) for bike in range(BIKES)]
    heapq.heapify(standing)
    started_at = OPENED_AT
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for _ in range(rows):
            free_at, bike, start = heapq.heappop(standing)
            end = rng.randrange(STATIONS)
            started_at = max(started_at, free_at) + timedelta(seconds=rng.randint(1, 9))
            duration_s = round(distance_between(stations[start], stations[end]) / rng.uniform(2.0, 5.5))
            duration_s += 61 + rng.randrange(120)
            ended_at = started_at + timedelta(seconds=duration_s)
            times = [local(started_at), local(ended_at + timedelta(seconds=rng.randrange(2)))]
            places = [start, *stations[start], end, *stations[end]]
            writer.writerow(
                [duration_s, *times, *places, bike, f"Stop, {start}", f"Stop, {end}", "Subscriber"]
            )
            heapq.heappush(standing, (ended_at + timedelta(seconds=30), bike, end))


def local(instant: datetime) -> str:
    """The wall clock in New York, as the file has it."""
    return instant.astimezone(NEW_YORK).strftime("%Y-%m-%d %H:%M:%S")
