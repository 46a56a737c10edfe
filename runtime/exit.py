"""Ends a process with the exit code it earned, every time."""

import atexit
import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

from engine.errors import ToldError


class StartError(ToldError):
    """Something that whoever starts the process can mend; the text says how, and is all that is shown."""


INTERRUPTED = 130
"""the shell's code for a process ended by Ctrl-C"""


_ends_here = False


def ends_here() -> bool:
    """Whether this process ends by `run_to_exit`, so that native threads may call into Python up to the end."""
    return _ends_here


def end_process(code: int) -> NoReturn:
    """Run what is registered for the exit, flush every stream and leave without finalising the interpreter.

    Temporal's native threads can abort the process while Python is being finalised (signal 6 or 11 after the
    work is done), so that step is left out. Telemetry is flushed by its handle's `stop` before this.
    """
    with contextlib.suppress(Exception):
        atexit._run_exitfuncs()
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        # A reader that went away (`twostep … | head`) must not change the code.
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def run_to_exit(main: Callable[[], int | None]) -> NoReturn:
    """Run `main` and end the process with its code: None is 0, Ctrl-C 130, an error 1."""
    global _ends_here
    _ends_here = True
    end_process(_code_of(main))


def _code_of(main: Callable[[], int | None]) -> int:
    try:
        return main() or 0
    except SystemExit as ended:
        return _system_exit_code(ended)
    except KeyboardInterrupt:
        return INTERRUPTED
    except ToldError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except Exception:
        traceback.print_exc()
        return 1


def _system_exit_code(ended: SystemExit) -> int:
    match ended.code:
        case None:
            return 0
        case int(code):
            return code
        case message:
            sys.stderr.write(f"{message}\n")
            return 1
