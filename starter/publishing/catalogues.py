"""The acts of publishing as lines: who, when, from which commit, what changed, and who is inside."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Engine

from audit.publications import SqlPublications
from engine.language.catalogue import Catalogue
from engine.model import Frozen, Instant
from starter.counting import counted
from starter.publishing.insiders import customers_inside, since
from starter.publishing.prospects import is_prepared

_NAMED = 3
"""names in a line; more are counted"""


class CatalogueLine(Frozen):
    """`inside`: customers in a version that was new in this catalogue."""

    number: int
    at: Instant
    by: str
    commit: str | None
    changed: str
    inside: int


def catalogue_lines(database: Engine) -> Sequence[CatalogueLine]:
    """Oldest first; none in a database that was never prepared."""
    return tuple(_lines(database)) if is_prepared(database) else ()


def _lines(database: Engine) -> Iterator[CatalogueLine]:
    inside = _by_number(database)
    before: Catalogue | None = None
    first: dict[str, int] = {}
    for publication in SqlPublications(database).numbers():
        catalogue = Catalogue.model_validate_json(publication.catalogue)
        changed = _changed(before, catalogue)
        again = first.setdefault(publication.catalogue, publication.number)
        yield CatalogueLine(
            number=publication.number,
            at=publication.at,
            by=publication.by,
            commit=publication.commit,
            changed=changed if again == publication.number else f"content of {again} again: {changed}",
            inside=inside.get(publication.number, 0),
        )
        before = catalogue


def _by_number(database: Engine) -> Mapping[int, int]:
    numbers = since(database)
    counts: dict[int, int] = {}
    for versions in customers_inside(database).values():
        for version, customers in versions.items():
            number = numbers.get(version, 0)
            counts[number] = counts.get(number, 0) + customers
    return counts


def _changed(before: Catalogue | None, after: Catalogue) -> str:
    if before is None:
        return f"first: {counted(len(after.journeys), 'journey')}, {counted(len(after.messages), 'message')}"
    told = [*_named("journey", before.journeys, after.journeys), *_named("message", before.messages, after.messages)]
    told += ["policy"] if before.policy != after.policy else []
    told += ["schema"] if before.schema_hash != after.schema_hash else []
    told += ["preference page"] if before.preferences != after.preferences else []
    return "; ".join(told) or "what is entered by which trigger"


def _named(what: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    signs = [
        f"{'+' if name not in before else '-' if name not in after else '~'}{name}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]
    if signs:
        more = f" and {len(signs) - _NAMED} more" if len(signs) > _NAMED else ""
        yield f"{what}{'s' if len(signs) > 1 else ''} {', '.join(signs[:_NAMED])}{more}"
