"""Writes the texts anew, for a person to read: `python -m tests.challenges.sentences`."""

import json

from .test_sentences import GOLDEN, texts

GOLDEN.write_text(json.dumps(texts(), ensure_ascii=False, indent=1) + "\n")
