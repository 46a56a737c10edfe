"""The first thing that is known of a test's customer: profile and consents."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from engine.contracts.inputs import ConsentChange, Identify
from engine.language.terms import Purpose
from engine.model import Attributes
from starter.testing.errors import MistakenTest

__tracebackhide__ = True  # a failing test is shown where it stands, not where it was noticed

Consent = Literal["all"] | Iterable[str | ConsentChange] | None
"""`all`, purposes such as `["lifecycle"]`, or changes in full; None: she has agreed to nothing."""

_SOURCE = "test"


def consents_of(consent: Consent) -> tuple[ConsentChange, ...]:
    """Raises MistakenTest for a purpose that does not exist."""
    match consent:
        case None:
            return ()
        case "all":
            return (ConsentChange(status="granted", source=_SOURCE),)
        case str():
            raise MistakenTest(f'consent={consent!r}: write "all", or a list such as ["lifecycle"]')
        case _:
            return tuple(one if isinstance(one, ConsentChange) else _granted(one) for one in consent)


def first_word(
    id: str, at: datetime, email: str | None, phone: str | None, consent: Consent, more: Attributes
) -> Identify:
    """What identifies her before anything else arrives."""
    addresses = {name: value for name, value in (("email", email), ("phone", phone)) if value is not None}
    return Identify(id=id, at=at, attributes={**addresses, **more}, consents=consents_of(consent))


def _granted(purpose: str) -> ConsentChange:
    try:
        return ConsentChange(status="granted", purpose=Purpose(purpose), source=_SOURCE)
    except ValueError:
        known = ", ".join(Purpose)
        raise MistakenTest(
            f'consent to {purpose!r}: there is no such purpose; write "all" or some of {known}'
        ) from None
