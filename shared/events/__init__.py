"""Every fact that crosses a service boundary, and nothing else.

Events tell states, not steps: each carries all that is true of its subject, and a `revision`. Of two
states of one subject the higher revision is true, so order, repetition and gaps do no harm.
On the wire an event is JSON in a CloudEvents envelope whose `id` and `time` are the outbox row's.
"""
