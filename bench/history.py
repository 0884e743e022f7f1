"""Databases that already hold much, filled in SQL: two years of trips of the stream's riders and others."""

from bench.databases import Cluster, run

CHALLENGES = """
    INSERT INTO trips (trip_id, revision, counts, rider_id, operator_id, service, started_at, local_on,
        local_hour, vehicle_type, duration_s, energy_kcal, distance_m, distance_source, start_station_id,
        end_station_id, start_zone_id, end_zone_id, zone_ids, city_id)
    SELECT md5('stored ' || n)::uuid, 1, true, md5('rider ' || n % {riders})::uuid, 'operator', 'bike_share',
        at, CAST(at AS date), extract(hour FROM at), 'bike', 900, 119, 3_000, 'odometer', (n % 400)::text,
        (n % 399)::text, 'zone-' || n % 70, 'zone-' || n % 69, '{{}}', 'city'
    FROM (SELECT n, timestamptz '2024-05-01' + interval '1 minute' * (n * 1_000_000::bigint / {trips}) AS at
        FROM generate_series(1, {trips}) AS n) AS stored
"""
REWARDS = (
    """
    INSERT INTO trips (rider_id, local_on, trip_id, revision, points, cap_points, available_at, earns, counts,
        started_at, vehicle_type, local_hour, distance_m, energy_kcal, city_id)
    SELECT md5('rider ' || n % {riders})::uuid, CAST(at AS date), md5('stored ' || n)::uuid, 1, 41, 0, at,
        true, true, at, 'bike', extract(hour FROM at), 3_000, 119, 'city'
    FROM (SELECT n, timestamptz '2024-05-01' + interval '1 minute' * (n * 1_000_000::bigint / {trips}) AS at
        FROM generate_series(1, {trips}) AS n) AS stored ORDER BY 1, 2, 3
    """,
    """
    INSERT INTO accounts (rider_id, points, lifetime_points, trip_revisions, seq, city_id)
    SELECT md5('rider ' || n)::uuid, 41 * {each}, 41 * {each}, {each}, {each}, 'city'
    FROM generate_series(0, {riders} - 1) AS n ORDER BY 1
    """,
    """
    INSERT INTO postings (posting_id, account_id, seq, hash, kind, source, destination, points, given_by,
        local_on, posted_at, available_at, rule, version, params, city_id)
    SELECT md5('posting ' || n)::uuid, account_id, 1 + (n - 1) / {riders}, sha256('stored'), 'trip', 'issued',
        'rider', 41, 'trip:' || md5('stored ' || n)::uuid, CAST(at AS date), at, at, 'tariff', 1,
        '{{"distance_m":3000,"distance_points":30,"energy_kcal":119,"energy_points":11}}', 'city'
    FROM (SELECT n, timestamptz '2024-05-01' + interval '1 minute' * (n * 1_000_000::bigint / {trips}) AS at
        FROM generate_series(1, {trips}) AS n) AS stored
    JOIN accounts ON rider_id = md5('rider ' || n % {riders})::uuid
    ORDER BY n
    """,
    """
    INSERT INTO rider_days (rider_id, local_on, points, limit_points, revision, ebike_points, trips, city_id)
    SELECT rider_id, CAST(posted_at AS date), sum(postings.points), 400, count(*), 0, count(*), 'city'
    FROM postings JOIN accounts USING (account_id) GROUP BY 1, 2 ORDER BY 1, 2
    """,
)
TRIPS_OF_A_RIDER = 10


async def copy_template(cluster: Cluster, template: str, name: str) -> None:
    """Copy a database under a new name."""
    await run(cluster.dsn, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")


async def load(cluster: Cluster, pair: tuple[str, str], trips: int) -> None:
    """Fill databases of challenges and rewards with so many trips, ten of each rider."""
    size = {"trips": trips, "riders": trips // TRIPS_OF_A_RIDER, "each": TRIPS_OF_A_RIDER}
    challenges, rewards = map(cluster.database, pair)
    indexes = (
        "ALTER TABLE trips DROP CONSTRAINT trips_pkey",
        "DROP INDEX trips_rider_started_idx",
        "DROP INDEX trips_started_idx",
    )
    again = (
        "ALTER TABLE trips ADD PRIMARY KEY (trip_id)",
        "CREATE INDEX trips_rider_started_idx ON trips (rider_id, started_at)",
        "CREATE INDEX trips_started_idx ON trips USING brin (started_at)",
    )
    await run(challenges, *indexes, CHALLENGES.format(**size), *again, "VACUUM ANALYZE")
    await run(rewards, *(each.format(**size) for each in REWARDS), "VACUUM ANALYZE")
