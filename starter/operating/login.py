"""Who types: the name that is recorded with what an operator does."""

import getpass


def login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown"
