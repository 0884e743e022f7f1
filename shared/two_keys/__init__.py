"""Two keys: what a guard covers takes effect only when both of its keys have signed.

Written once, for every kind of thing that a guard may cover.

Each service that owns something guardable keeps guards, changes, stops and decisions in its own database, so
that guard, approval and effect are read in the one transaction that brings the change into force.
"""
