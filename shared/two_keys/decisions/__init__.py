"""The decisions of a service: a chain of lines, each with the hash of the one before."""
