"""How events are kept and delivered, each once.

Each part may import those after it: `consumer` (the loop that applies batches), `kafka` and `postgres` (the
two transports), `dead_letters`, `log` (what a consumer sees of either), `relay` (publishes what the outbox
holds), `outbox` (what a transaction says).
"""
