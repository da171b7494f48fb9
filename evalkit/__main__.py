"""`python -m evalkit` is `evalkit`."""

from evalkit.commands import main

if __name__ == "__main__":
    main()
