"""What sets an error that its reader can mend apart from a fault of ours."""


class ToldError(Exception):
    """Its text says what to do and is all that a command shows; any other error keeps its traceback."""
