"""Affordability (V12): what riders pay."""
