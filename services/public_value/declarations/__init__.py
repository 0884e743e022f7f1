"""Declarations: figures that no event tells, declared by name and never edited."""
