"""What came later, and what was taken back, told once when a month closes."""
