"""Factor sets: what modes of transport emit and what riders would have taken, set by the city, from a day
on."""
