"""Which districts and zones are shown, and which are told together as the rest."""
