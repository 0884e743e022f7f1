"""Expectations: what each actor wants of each public value, declared in public and never edited."""
