"""What each message's templates can name: the facts and events of the journeys that send it."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.definitions import Content, Definitions
from catalogue.lint.facts import event_type, run_type
from catalogue.lint.scope import Scope
from catalogue.lint.sites import entry_event
from catalogue.lint.types import ANY, SENDING, Plan, Type, either, group, plan_of
from catalogue.lint.walk import walk
from engine.language.journey import Journey
from engine.language.steps import Send


@dataclass(frozen=True)
class Senders:
    """The journeys that send each message, with the types of their runs."""

    definitions: Definitions
    plan: Plan

    def scope(self, content: Content) -> Scope:
        """Names of the message's templates; what `needs` declares is there without a journey too."""
        senders = list(self.of(content.model.message))
        runs = [run_type(journey, self.plan) for journey in senders]
        facts = either(runs) if runs else group({})
        needed = [name.split(".")[1] for name in content.model.needs if name.startswith("run.")]
        run = group(dict.fromkeys(needed, ANY) | dict(facts.fields))
        events = [event_type(entry_event(journey), self.plan) for journey in senders]
        known = [event for event in events if event is not None]
        event: Type | None = either(known) if known else None
        return Scope(self.plan.customer, event, run, SENDING)

    def of(self, message: str) -> Iterator[Journey]:
        for journey in self.definitions.journeys.values():
            if any(isinstance(step, Send) and message in step.messages for _, step in walk(journey.model.steps)):
                yield journey.model


def senders_of(definitions: Definitions) -> Senders:
    return Senders(definitions, plan_of(definitions.schema.model))
