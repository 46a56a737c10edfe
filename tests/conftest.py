"""Ends the test process with pytest's own exit code, whatever native threads do at interpreter exit."""

from collections.abc import Generator

import pytest

from runtime.exit import end_process
from runtime.zones import use_packaged_zones
from tests.drawn import use_the_suites

pytest_plugins = ["tests.browser"]

use_packaged_zones()
use_the_suites()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main() -> Generator[None, int | pytest.ExitCode | None, int | pytest.ExitCode | None]:
    """Leave after the session is over: reports are printed, fixtures and plugins are torn down."""
    code = yield
    end_process(int(code or 0))
