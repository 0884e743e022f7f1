"""What a release says of itself, and its hash."""
