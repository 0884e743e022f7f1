"""Jobs: work that an operator asks for and that takes longer than an answer may.

A job is a row in the database of the service that does it. Each process of the service does one at a time,
beside its requests. A job that was under way when its process ended is begun anew by the next.
"""
