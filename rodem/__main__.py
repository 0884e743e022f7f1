"""`python -m rodem` is `rodem`."""

from rodem.cli import main

if __name__ == "__main__":
    main()
