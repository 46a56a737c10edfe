"""Compares two catalogues: what publishing the second would change."""

from dataclasses import dataclass

from pydantic import BaseModel

from catalogue.differences.change import Change, changes
from catalogue.differences.edition import Edition
from catalogue.differences.journeys import JourneyChange, compare_journeys
from catalogue.differences.messages import MessageChange, compare_messages


@dataclass(frozen=True)
class Difference:
    """From one edition to another; false when nothing that people write differs."""

    before: Edition
    after: Edition
    journeys: tuple[JourneyChange, ...]
    messages: tuple[MessageChange, ...]
    policy: tuple[Change, ...]
    plan: tuple[Change, ...]
    """the tracking plan, schema.yaml"""
    page: tuple[Change, ...] = ()
    """what the preference page offers and says, preferences.yaml and its texts"""

    def __bool__(self) -> bool:
        return bool(self.journeys or self.messages or self.policy or self.plan or self.page)


def compare(before: Edition, after: Edition) -> Difference:
    """A pure function of the two."""
    return Difference(
        before=before,
        after=after,
        journeys=compare_journeys(before.journeys, after.journeys),
        messages=compare_messages(before.parts, after.parts),
        policy=_models(before.policy, after.policy),
        plan=_models(before.plan, after.plan),
        page=_pages(before, after),
    )


def _pages(before: Edition, after: Edition) -> tuple[Change, ...]:
    """A page can come and go by itself; with the first publication everything is new."""
    if before.page is None and after.page is not None and before.policy is not None:
        return (Change(path="page", before=None, after=after.page.definition.preferences),)
    if before.page is not None and after.page is None:
        return (Change(path="page", before=before.page.definition.preferences, after=None),)
    return _models(before.page, after.page)


def _models(before: BaseModel | None, after: BaseModel | None) -> tuple[Change, ...]:
    """Nothing to tell where one of them is not there: then everything is new."""
    if before is None or after is None:
        return ()
    return changes(before.model_dump(mode="json", by_alias=True), after.model_dump(mode="json", by_alias=True))
