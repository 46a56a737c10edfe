"""What a test did wrong, said so that it can be mended."""


class MistakenTest(Exception):
    """The test asks for what cannot be; the text says what to write instead."""


class NotAtRest(Exception):
    """A customer's workflow goes on working: it fails and is tried again; the text says why."""
