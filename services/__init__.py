"""The rooms. Each decides one thing and owns one database; none imports another."""
