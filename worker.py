"""The worker process: the same as `sla-router worker`."""

from router.cli import main

if __name__ == "__main__":
    main(["worker"])
