"""Limits that HTTP bodies, events and the command line share. Each is written once, here."""

from datetime import UTC, datetime, timedelta

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""The last instant that databases give back as it was written: PostgreSQL's driver reads the last microsecond
of the calendar as `infinity`, which has no time zone."""
AHEAD_MAX = timedelta(minutes=5)
"""What is reported happened after EARLIEST, and no more than AHEAD_MAX after now: clocks differ a little."""

KIB = 1024
BATCH_BODY_BYTES_MAX = 2 * KIB * KIB
"""The largest body with a list of items."""

BATCH_TRIPS_MAX = 1_000
STATIONS_MAX = 10_000
ZONES_MAX = 2_000
"""The most items in the list of one body."""

ID_LENGTH_MAX = 255
"""The most characters of an identifier from another system. GBFS sets no limit; ids of 67 are in use."""
NAME_LENGTH_MAX = 200
"""The most characters of a station's or zone's name."""

CAPACITY_DOCKS_MAX = 10_000
"""The most docks of a station."""
ELEVATION_M_MIN, ELEVATION_M_MAX = -500, 9_000
"""How low and how high a station may lie, in metres above sea level."""
REPORTED_DISTANCE_M_MAX = 200_000
"""The longest trip that is reported, in metres."""
ENERGY_S_MAX = 3_600
"""The seconds of a trip that count for its energy, at most."""
