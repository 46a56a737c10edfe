"""Small editions to compare: journeys out of steps, messages out of bodies."""

from collections.abc import Mapping
from dataclasses import replace

from catalogue.differences.edition import Edition
from engine.language.journey import Journey
from engine.language.message import Body, Message, MessagePart
from engine.language.policy import Policy
from engine.language.preferences import PageTexts, Preferences, PreferencesPart
from engine.language.schema import Schema
from tests.catalogue.drawing.charts import journey

MESSAGE: dict[str, object] = {
    "message": "welcome",
    "title": "Welcome",
    "department": "care",
    "purpose": "lifecycle",
    "channels": ["email"],
    "email": {"subject": "Hello"},
}
STEPS = """\
  - { id: hello, send: welcome }
  - { id: pause, wait: 3d }
  - id: way
    branch:
      - when: customer.plan == "contract"
        steps: [ { id: a, wait: 1d }, { id: b, send: welcome } ]
    otherwise: [ { id: c, end: left } ]
  - { id: last, wait: 1d }
"""


def message(bodies: Mapping[str, str], **changed: object) -> MessagePart:
    definition = Message.model_validate(MESSAGE | changed)
    return MessagePart(
        definition=definition, bodies=tuple(Body(name=name, template=text) for name, text in bodies.items())
    )


def edition(
    *journeys: Journey, messages: Mapping[str, MessagePart] | None = None, zone: str = "UTC", purchase: str = "number"
) -> Edition:
    return Edition(
        journeys={one.journey: one for one in journeys},
        versions={one.journey: f"version of {one.title}" for one in journeys},
        parts=messages or {},
        policy=Policy(policy="house", zone=zone),
        plan=Schema.model_validate({"triggers": {"purchase": {"amount": purchase}}}),
    )


def with_page(before: Edition, title: str = "What you get", *topics: str) -> Edition:
    texts = PageTexts.model_validate({"sender": "S", "title": title, "agreement": "Yes to {channel} by {sender}"})
    offered = Preferences.model_validate({"preferences": "letters", "languages": ["en"], "topics": topics})
    return replace(before, page=PreferencesPart(definition=offered, texts={"en": texts}))


def small(steps: str = STEPS, **changed: object) -> Journey:
    written = journey(steps)
    return Journey.model_validate(written.model_dump(by_alias=True, mode="json") | changed)
