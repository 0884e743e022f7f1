"""The `rodem` command: starts, feeds and inspects a city."""
