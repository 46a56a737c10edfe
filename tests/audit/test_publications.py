from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from audit.publications import SqlPublications, SqlShelf
from engine.contracts.ports import PartMissing, Publications, Shelf
from engine.identity import part_hash
from engine.language.canonical import canonical
from engine.language.catalogue import Catalogue
from tests.audit.samples import START

PART = '{"journey":"welcome"}'
PARTS = {part_hash(PART): PART}


def listing(*interest: str) -> str:
    """A catalogue that is different from others by its interest."""
    return canonical(
        Catalogue(journeys={}, messages={}, policy="p", schema="s", by_trigger={}, by_condition=(), interest=interest)
    )


def publish(database: Engine, catalogue: str, parts: dict[str, str] | None = None) -> int:
    publications: Publications = SqlPublications(database)
    return publications.publish(catalogue, parts or {}, by="anna", commit="abc", at=START)


def test_what_is_published_can_be_read_by_number_and_hash(database: Engine) -> None:
    assert SqlPublications(database).in_force() == 0
    assert publish(database, listing("a"), PARTS) == 1
    shelf: Shelf = SqlShelf(database)
    assert shelf.catalogue(1) == listing("a")
    assert shelf.part(part_hash(PART)) == PART
    [publication] = SqlPublications(database).numbers()
    assert (publication.number, publication.at, publication.by, publication.commit) == (1, START, "anna", "abc")


def test_the_same_content_keeps_its_number_and_a_rollback_gets_a_new_one(database: Engine) -> None:
    numbers = [publish(database, listing(one), PARTS) for one in ("old", "old", "new", "old", "old")]
    assert numbers == [1, 1, 2, 3, 3]
    assert SqlPublications(database).in_force() == 3


def test_what_is_not_there_is_missing(database: Engine) -> None:
    with pytest.raises(PartMissing, match="catalogue 7"):
        SqlShelf(database).catalogue(7)
    with pytest.raises(PartMissing, match="'abc'"):
        SqlShelf(database).part("abc")


def test_a_part_under_a_wrong_name_is_refused(database: Engine) -> None:
    with pytest.raises(ValueError, match="does not have the content"):
        publish(database, "{}", {"0" * 64: PART})
    assert SqlPublications(database).in_force() == 0


def test_numbers_rise_without_gaps_when_many_publish_at_once(database: Engine) -> None:
    with ThreadPoolExecutor(6) as threads:
        numbers = list(threads.map(lambda n: publish(database, listing(f"n{n}"), PARTS), range(24)))
    assert sorted(numbers) == list(range(1, 25))
