"""From when on a day, a week or a month may be told."""
