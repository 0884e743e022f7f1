"""Safety (V6): incidents by distance."""
