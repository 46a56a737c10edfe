"""`python -m starter.demo`: the same as `twostep demo`."""

import typer

from runtime.exit import run_to_exit
from starter.demo.command import demo

if __name__ == "__main__":
    run_to_exit(lambda: typer.run(demo))
