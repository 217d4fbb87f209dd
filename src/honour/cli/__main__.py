"""`python -m honour.cli` is `honour`."""

from honour.cli import main

if __name__ == "__main__":
    main()
