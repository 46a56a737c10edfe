"""Which reactions a journey, the policy or a content reads every one of: the doors signal them one by one."""

import re
from collections.abc import Iterator

from pydantic import BaseModel

from catalogue.definitions import Definitions
from catalogue.lint.walk import walk
from engine.heard import SETTLING
from engine.language.canonical import canonical
from engine.language.journey import Journey
from engine.language.reactions import Reaction
from engine.language.steps import ReactionOutcome, Send, WaitFor

_RATE = re.compile(r"customer\W{1,8}response\b")


def heard(definitions: Definitions) -> tuple[Reaction, ...]:
    """Sorted. Of all others the first one of a message says all that is read of it."""
    found: set[Reaction] = set()
    for placed in definitions.journeys.values():
        if placed.model.status != "draft":
            found |= set(_of_journey(placed.model))
    if _reads_rates(definitions):
        found.add(Reaction.DELIVERED)
    return tuple(sorted(found))


def _of_journey(journey: Journey) -> Iterator[Reaction]:
    for _, step in walk(journey.steps):
        if isinstance(step, Send) and step.go_on == "when_settled":
            yield Reaction.DELIVERED
        elif isinstance(step, WaitFor):
            outcomes = (one for one in step.wait_for.first_of if isinstance(one, ReactionOutcome))
            yield from (one.reaction for one in outcomes if one.when or one.reaction in SETTLING)


def _reads_rates(definitions: Definitions) -> bool:
    """A rate counts deliveries. By the text: it may stand in any expression and in any template."""
    policy = definitions.policy.model
    if policy.response_rates:
        return True
    models: list[BaseModel] = [policy, definitions.schema.model]
    models += [placed.model for placed in definitions.journeys.values() if placed.model.status != "draft"]
    models += [content.model for content in definitions.messages.values()]
    texts = [canonical(model) for model in models]
    for content in definitions.messages.values():
        texts += [*content.bodies.values(), *content.blocks.values()]
    return any(_RATE.search(text) for text in texts)
