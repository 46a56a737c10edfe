"""Every place of the policy where an expression stands or a selector names something."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.faults import Path
from catalogue.lint.sites import NO_EVENT, Site
from engine.language.policy import Policy
from engine.language.rules.caps import Cap, LimitWhen
from engine.language.rules.selectors import Selector


@dataclass(frozen=True)
class PolicySite:
    """An expression of the policy; `message`: whether it sees the message that is decided."""

    site: Site
    message: bool


def policy_sites(policy: Policy) -> Iterator[PolicySite]:
    """Every expression, in the order of the rules."""
    for index, conflict in enumerate(policy.conflicts):
        if conflict.unless is not None:
            yield _condition(("conflicts", index, "unless"), conflict.unless)
    for index, block in enumerate(policy.blocks):
        yield _condition(("blocks", index, "while"), block.condition, message=False)
    for index, cap in enumerate(policy.caps):
        yield from _limits(("caps", index, "max"), cap)
    for index, quiet in enumerate(policy.quiet_hours):
        if quiet.where is not None:
            yield _condition(("quiet_hours", index, "where"), quiet.where)


def _limits(path: Path, cap: Cap) -> Iterator[PolicySite]:
    if not isinstance(cap.max, tuple):
        yield from _limit(path, cap.max)
        return
    for index, case in enumerate(cap.max):
        if isinstance(case, LimitWhen):
            yield _condition((*path, index, "when"), case.when)
            yield from _limit((*path, index, "to"), case.to)
        else:
            yield from _limit((*path, index, "otherwise"), case.otherwise)


def _limit(path: Path, limit: int | str) -> Iterator[PolicySite]:
    if isinstance(limit, str):
        yield PolicySite(Site(path, limit, False, NO_EVENT), True)


def _condition(path: Path, text: str, *, message: bool = True) -> PolicySite:
    return PolicySite(Site(path, text, True, NO_EVENT), message)


def selectors(policy: Policy) -> Iterator[tuple[Path, Selector]]:
    """Every selector, with the way to it."""
    for index, conflict in enumerate(policy.conflicts):
        yield ("conflicts", index, "keep"), conflict.keep
        yield ("conflicts", index, "yield"), conflict.yields
    for index, block in enumerate(policy.blocks):
        if block.allow is not None:
            yield ("blocks", index, "allow"), block.allow
    for index, cap in enumerate(policy.caps):
        yield ("caps", index, "counts"), cap.counts
