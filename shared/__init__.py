"""The events between services, and the few tools that all services need.

Each part may import those after it, never one before it: `serve` (runs a service), `service` (what every
running service has), `http`, `eventlog` (outbox, relay, consumers), `events` (event types), `migrate`, `db`,
`tracing`, `telemetry`, `settings`.
"""
