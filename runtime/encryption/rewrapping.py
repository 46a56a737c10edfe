"""Wraps every data key anew after a change of the master key."""

from collections.abc import Callable

from engine.contracts.ports import KeyStore
from runtime.encryption.master_keys import MasterKeys

PAGE = 500


def rewrap_all(store: KeyStore, masters: MasterKeys, *, progress: Callable[[int], None] | None = None) -> int:
    """How many were wrapped by another master key than the newest. Raises MasterKeyMissing.

    Payloads stay as they are: the data keys themselves do not change. It may be stopped and begun again.
    """
    done = 0
    while some := store.wrapped_by_others(masters.newest, PAGE):
        store.rewrap([masters.wrap(key.owner, key.id, masters.unwrap(key)) for key in some])
        done += len(some)
        if progress is not None:
            progress(done)
    return done
