"""What riders have exchanged points for."""
