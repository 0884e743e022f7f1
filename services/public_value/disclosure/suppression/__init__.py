"""Which cells of a month are hidden."""
