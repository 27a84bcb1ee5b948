"""`python -m router` is the same as the command `sla-router`."""

from router.cli import main

if __name__ == "__main__":
    main(prog_name="sla-router")
