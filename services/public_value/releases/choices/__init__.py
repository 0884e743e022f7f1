"""What another plan of releases would show."""
