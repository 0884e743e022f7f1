"""How many riders must stand behind a figure: the threshold rule, and the p % rule against a coalition."""
