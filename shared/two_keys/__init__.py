"""The four-eyes principle: a change that a guard covers takes effect only when both keys have signed it.

This package serves every kind of thing that a guard may cover. Each service that owns such things keeps
guards, changes, stops and decisions in its own database, so that the transaction that brings a change into
force also reads its guards and approvals.
"""
