"""What a publication asks of the customers that are there already: to look at it, and some to be enrolled at a pace."""

from collections.abc import Callable
from typing import Literal

from engine.language.catalogue import Catalogue
from engine.language.journey import ConditionEntry, EnrolExisting, Journey, Pace
from engine.language.policy import Policy
from engine.model import Frozen

Part = Callable[[str], str]
"""The canonical JSON of a part by its hash."""

RESPONSE_RATES = "response_rates"
BLOCKS = "blocks"


class Wanted(Frozen):
    """`look`: meet the catalogue, so that its conditions are due; `enrol`: enter those who meet one already."""

    kind: Literal["look", "enrol"]
    concerns: tuple[str, ...]
    """journeys; `response_rates` for new thresholds, `blocks` for new blocks that last beyond their condition"""
    pace: Pace | None = None
    """None: as fast as the house does it by default"""


class Asked(Frozen):
    """What a publication starts, and which enrolments of an earlier one go on."""

    wanted: tuple[Wanted, ...]
    goes_on: frozenset[str]


def asked(before: Catalogue, now: Catalogue, part: Part) -> Asked:
    """By comparing with the catalogue before: as the customers' states will, by the text of the conditions."""
    was = {name: _entry(before, name, part) for name in before.by_condition}
    entries = {name: _entry(now, name, part) for name in now.by_condition}
    unseen = [name for name, entry in entries.items() if name not in was or was[name].condition != entry.condition]
    enrolling = {name: entry.existing for name, entry in entries.items() if isinstance(entry.existing, EnrolExisting)}
    begun = [name for name in enrolling if name in unseen or not isinstance(was[name].existing, EnrolExisting)]
    concerns = (*unseen, *_of_policy(before, now, part))
    looking = (Wanted(kind="look", concerns=concerns),) if concerns else ()
    enrolments = (Wanted(kind="enrol", concerns=(name,), pace=enrolling[name].pace) for name in begun)
    return Asked(wanted=(*looking, *enrolments), goes_on=frozenset(enrolling) - set(begun))


def _entry(catalogue: Catalogue, name: str, part: Part) -> ConditionEntry:
    entry = Journey.model_validate_json(part(catalogue.journeys[name])).enter
    assert isinstance(entry, ConditionEntry)  # the index lists no others
    return entry


def _of_policy(before: Catalogue, now: Catalogue, part: Part) -> tuple[str, ...]:
    if before.policy == now.policy:
        return ()
    was, new = (Policy.model_validate_json(part(one.policy)) for one in (before, now))
    thresholds = any(threshold not in was.response_rates for threshold in new.response_rates)
    blocks = not _lasting(new) <= _lasting(was)
    return (RESPONSE_RATES,) * thresholds + (BLOCKS,) * blocks


def _lasting(policy: Policy) -> set[tuple[str, str]]:
    """Blocks of which customers keep when their condition was true last."""
    return {(block.name, block.condition) for block in policy.blocks if block.and_for}
