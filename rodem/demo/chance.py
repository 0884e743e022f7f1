"""Random numbers that are the same whenever they are drawn again."""

import random


def chance_for(*names: object) -> random.Random:
    """A source that depends on these names alone.

    >>> chance_for("rider", 7).random() == chance_for("rider", 7).random()
    True
    """
    return random.Random(" ".join(map(str, names)))  # noqa: S311  # nothing here is secret
