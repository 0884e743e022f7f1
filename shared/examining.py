"""The SQL by which the health of a service is read: by `rodem doctor` beside its database, and by the service
itself for a doctor who only reaches the gateway."""

POSITIONS = """
    SELECT topic, sum(position)::bigint AS position, min(stopped) AS stopped FROM positions
    GROUP BY topic ORDER BY topic
"""
LOG_AND_OUTBOX = """
    SELECT (SELECT coalesce(max(position), 0) FROM log) AS last,
        (SELECT position FROM shipped) AS shipped,
        (SELECT count(*) FROM outbox) AS unpublished,
        (SELECT coalesce(extract(epoch FROM now() - min(time)), 0)::bigint FROM outbox) AS oldest_s,
        (SELECT count(*) FROM dead_letters) AS dead_letters
"""
HAS_VIEWS = """
    SELECT to_regclass('differences') IS NOT NULL AS differences, to_regclass('agreed') IS NOT NULL AS agreed
"""
DIFFERING = "SELECT what, count(*) AS rows FROM differences GROUP BY what ORDER BY what"
BALANCED = "SELECT balanced FROM doctor"

# A value of 0 is as good as no row.
AGREED = """
    SELECT owner, what, sum(hashtextextended(id || ' ' || value, 0))::text AS checksum
    FROM agreed WHERE value <> 0 GROUP BY owner, what ORDER BY owner, what
"""
