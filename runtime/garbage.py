"""Keeps garbage collection from stopping a worker for longer than a workflow task may take."""

import gc

_YOUNG, _MIDDLE, _OLD = 50_000, 20, 100


def collect_rarely() -> None:
    """Call when the process is set up: what is loaded now is never looked at again, the rest seldom.

    Every cached customer holds some hundred objects; going through thousands of customers takes a second, and
    after two without a sign of life Temporal takes a workflow task for stuck.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
