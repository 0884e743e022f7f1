"""The event log: outbox, relay, transports and consumers. Every event takes effect exactly once.

Each part may import those after it: `consumer` (the loop that applies batches), `kafka` and `postgres` (the
two transports), `dead_letters`, `log` (a consumer's view of either transport), `relay` (moves the outbox to
the log), `outbox` (events written in a transaction).
"""
