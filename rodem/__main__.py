"""`python -m rodem` is `rodem`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # somebody has set PYTHONPATH by hand
    sys.exit(f"Rodem needs Python 3.11 or newer, and this is {sys.version_info[0]}.{sys.version_info[1]}.")

from rodem.cli import main

if __name__ == "__main__":
    main()
