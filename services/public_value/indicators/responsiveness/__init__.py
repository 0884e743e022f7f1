"""Responsiveness (V13): how soon reports are answered."""
