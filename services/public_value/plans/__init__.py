"""The plan of releases: by which periods places are told, and how each operator is counted."""
