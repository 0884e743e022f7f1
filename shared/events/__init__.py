"""Every event that crosses a service boundary, and nothing else.

An event is a state, not a step (event-carried state transfer): it has the whole state of its subject, and a
`revision`. The state with the highest revision is the current one, so order, repetition and gaps do no harm.
On the wire an event is JSON in a CloudEvents envelope whose `id` and `time` are the outbox row's.
"""
