"""Checks changed messages against versions that customers are still inside: a live fix must suit these too."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from catalogue.definitions import Content, Definitions, Placed
from catalogue.faults import Fault
from catalogue.lint import templates
from catalogue.lint.walk import walk
from catalogue.yaml_file import read_yaml
from engine.language.canonical import canonical
from engine.language.journey import Journey
from engine.language.message import Need
from engine.language.steps import Send

_FIX = "give it a default under `needs`, write `follow: pinned`, or make it a message of its own"


@dataclass(frozen=True)
class Pinned:
    """An older version of a journey, with the customers who are inside it."""

    journey: Journey
    customers: int
    since: int
    """the catalogue in which it was new"""

    @property
    def text(self) -> str:
        who = "1 customer" if self.customers == 1 else f"{self.customers} customers"
        return f"{who} inside {self.journey.journey!r} of catalogue {self.since}"


def check(definitions: Definitions, changed: Collection[str], pinned: Iterable[Pinned]) -> Iterator[Fault]:
    """`changed` are the messages that differ from what is in force; those that are pinned at the entry are left out."""
    live = {
        name: _as_it_comes(content)
        for name, content in definitions.messages.items()
        if name in changed and content.model.follow == "live"
    }
    for one in pinned:
        sent = {name for _, step in walk(one.journey.steps) if isinstance(step, Send) for name in step.messages}
        messages = {name: content for name, content in live.items() if name in sent}
        placed = Placed(one.journey, read_yaml(canonical(one.journey), one.journey.journey))
        alone = replace(definitions, journeys={one.journey.journey: placed}, messages=messages)
        for fault in templates.check(alone):
            if fault.level == "error":
                yield fault.model_copy(
                    update={"message": f"{one.text} would lack what this reads: {fault.message}", "fix": _FIX}
                )


def _as_it_comes(content: Content) -> Content:
    """Without what is promised: `required` names what the newest version gives, and an older one may not."""
    needs = {name: need for name, need in content.model.needs.items() if isinstance(need, Need)}
    return replace(content, model=content.model.model_copy(update={"needs": needs}))
