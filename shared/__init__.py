"""What the services say to each other, and the few tools that all of them need.

Each part may import those after it, never one before it: `serve` (runs a service), `service` (what each has
while it runs), `http` (the door), `eventlog` (what is said, kept and heard), `events` (what there is to say),
`migrate`, `db`, `tracing`, `telemetry`, `settings`.
"""
