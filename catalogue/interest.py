"""The types of triggers that published definitions name: what a door must let through."""

from collections.abc import Iterator

from catalogue.definitions import Definitions
from catalogue.lint.policy_sites import policy_sites
from catalogue.lint.sites import Site, sites
from catalogue.lint.triggers import named_triggers
from engine.expressions import parse
from engine.expressions.tree import Node, Recall, children
from engine.language.journey import Journey


def interest(definitions: Definitions) -> tuple[str, ...]:
    """Every type named by a journey that is not a draft, by a message, the policy, or a computed attribute; sorted."""
    found: set[str] = set()
    for placed in definitions.journeys.values():
        if placed.model.status != "draft":
            found |= set(_of_journey(placed.model))
    for content in definitions.messages.values():
        found |= set(content.model.cancel_on)
        found |= set(_recalled(parse.value(content.model.to)) if content.model.to != "customer" else ())
    for one in policy_sites(definitions.policy.model):
        found |= set(_of_site(one.site))
    for text in definitions.schema.model.computed.values():
        found |= set(_recalled(parse.value(text)))
    return tuple(sorted(found))


def _of_journey(journey: Journey) -> Iterator[str]:
    for _, trigger in named_triggers(journey):
        yield trigger
    for site in sites(journey):
        yield from _of_site(site)


def _of_site(site: Site) -> Iterator[str]:
    yield from _recalled(parse.condition(site.text) if site.condition else parse.value(site.text))


def _recalled(node: Node) -> Iterator[str]:
    if isinstance(node, Recall):
        yield node.trigger
    for below in children(node):
        yield from _recalled(below)
