"""Checks what asks for a confirmation: that a consent can wait for one, and that the message may go out then."""

from collections.abc import Iterable, Iterator

from catalogue.definitions import Content, Definitions
from catalogue.faults import Fault
from catalogue.lint.triggers import named_triggers
from engine.language.consents import CONSENT_PENDING


def check(definitions: Definitions) -> Iterable[Fault]:
    yield from _never_raised(definitions)
    for content in definitions.messages.values():
        yield from _stopped(content, definitions)


def _never_raised(definitions: Definitions) -> Iterator[Fault]:
    """Without double opt-in nothing waits."""
    if definitions.policy.model.consent.double_opt_in:
        return
    for journey in definitions.journeys.values():
        for path, trigger in named_triggers(journey.model):
            if trigger == CONSENT_PENDING:
                message = f"{CONSENT_PENDING} never comes by itself: the policy asks for no confirmation"
                fix = f"name channels in consent.double_opt_in in {definitions.policy.source.file}"
                yield journey.fault(path, message, fix, "warning")


def _stopped(content: Content, definitions: Definitions) -> Iterator[Fault]:
    """What asks for a consent cannot need it."""
    needed = definitions.policy.model.purposes[content.model.purpose].consent
    texts = (*content.bodies.values(), *content.blocks.values())
    if needed != "none" and any("confirm_url" in text for text in texts):
        message = f"asks for a confirmation, and a {content.model.purpose.value} message needs consent itself"
        yield content.fault(("purpose",), message, "make it transactional, and let it advertise nothing", "warning")
