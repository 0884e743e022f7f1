"""Empowerment and engagement (V5): who takes part, and who decides."""
