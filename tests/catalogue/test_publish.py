from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel

from catalogue.build import Built, build
from catalogue.lint.checks import lint
from catalogue.publish import LintFailed, publish
from catalogue.shelf import CachedShelf, FolderShelf, MemoryShelf
from engine.contracts.ports import PartMissing, Publications, Shelf
from engine.identity import part_hash
from engine.language.canonical import canonical
from engine.language.catalogue import Catalogue
from engine.language.journey import Journey
from engine.language.message import MessagePart
from engine.language.policy import Policy
from engine.language.schema import Schema
from tests.catalogue.folders import GOOD, JOURNEY, MESSAGE, SCHEMA, small_journey, write_folder

AT = datetime(2026, 4, 14, 8, tzinfo=UTC)


def built(folder: Path, changed: dict[str, str | None] | None = None) -> Built:
    faults, definitions = lint(write_folder(folder, changed))
    assert definitions is not None, faults
    return build(definitions)


def catalogue_of(result: Built) -> Catalogue:
    return Catalogue.model_validate_json(result.catalogue)


def test_the_same_folder_gives_the_same_hashes_on_any_machine(tmp_path: Path) -> None:
    windows = {name: text.replace("\n", "\r\n") for name, text in GOOD.items()}
    marked = {"content/welcome/sms.txt": "\ufeff" + GOOD["content/welcome/sms.txt"]}
    moved: dict[str, str | None] = {"onboarding/onboarding.yaml": None, "elsewhere/deep/a.yaml": JOURNEY}
    first = built(tmp_path / "a")
    assert built(tmp_path / "b", dict(windows)) == first
    assert built(tmp_path / "c", dict(marked)) == first
    assert built(tmp_path / "d", moved) == first


def test_the_hashes_themselves_are_stable(tmp_path: Path) -> None:
    """Histories name these hashes: a change of the models that changes them must be meant."""
    journey = "journey: j\ntitle: J\ndepartment: d\nenter: { trigger: purchase }\nsteps:\n  - { id: w, wait: 1d }\n"
    catalogue = catalogue_of(built(tmp_path, {"j.yaml": journey}))
    text = (
        '{"department":"d","enter":{"again":"never","key":null,"max_age":"1d","trigger":"purchase","when":null},'
        '"exit":[],"goal":null,"journey":"j","remember":{},"rollout":"100%","stage":null,'
        '"status":"live","steps":[{"id":"w","past":"continue","unless":null,"wait":{"elapsed":"1d"},"when":null}],'
        '"title":"J"}'
    )
    assert catalogue.journeys["j"] == part_hash(text)


def test_every_part_reads_back_to_the_same_text(tmp_path: Path) -> None:
    result = built(tmp_path)
    catalogue = catalogue_of(result)
    assert canonical(catalogue) == result.catalogue
    models: dict[str, type[BaseModel]] = {catalogue.policy: Policy, catalogue.schema_hash: Schema}
    models |= dict.fromkeys(catalogue.journeys.values(), Journey)
    models |= dict.fromkeys(catalogue.messages.values(), MessagePart)
    assert set(models) == set(result.parts)
    for name, model in models.items():
        assert part_hash(result.parts[name]) == name
        assert canonical(model.model_validate_json(result.parts[name])) == result.parts[name]


@pytest.mark.parametrize("file", ["content/welcome/email.html", "content/welcome/message.yaml", "policy.yaml"])
def test_a_change_of_content_changes_the_catalogue(tmp_path: Path, file: str) -> None:
    changed = GOOD[file].replace("Hi", "Hello").replace("Welcome", "Hello").replace("Berlin", "Paris")
    assert changed != GOOD[file]
    assert built(tmp_path / "a").catalogue != built(tmp_path / "b", {file: changed}).catalogue


def test_indexes(tmp_path: Path) -> None:
    silent = (
        "journey: silent\ntitle: S\ndepartment: d\n"
        "enter: { condition: since(product_viewed) >= 90d, existing: ignore }\n"
        "exit: [ { trigger: cart_updated } ]\nsteps:\n  - { id: w, wait: 1d }\n"
    )
    closing = JOURNEY.replace("journey: onboarding", "journey: closing\nstatus: closing")
    draft = JOURNEY.replace("journey: onboarding", "journey: draft\nstatus: draft").replace("purchase", "other")
    result = built(
        tmp_path,
        {
            "silent.yaml": silent,
            "closing.yaml": closing,
            "draft.yaml": draft,
            "schema.yaml": SCHEMA.replace(
                "customer:",
                "  cart_updated: {}\n  cancelled: {}\n"
                "  other: { product: text, category: text, order_id: text, amount: number }\ncustomer:",
                1,
            ),
            "content/welcome/message.yaml": MESSAGE + "cancel_on: [cancelled]\n",
        },
    )
    catalogue = catalogue_of(result)
    assert set(catalogue.journeys) == {"onboarding", "silent", "closing"}
    assert catalogue.by_trigger == {"purchase": ("onboarding",)}
    assert catalogue.by_condition == ("silent",)
    assert catalogue.interest == (
        "cancelled",
        "cart_updated",
        "phone_activated",
        "product_viewed",
        "purchase",
        "return_requested",
    )


def test_publishing_again_what_is_in_force_changes_nothing(tmp_path: Path) -> None:
    shelf = MemoryShelf()
    folder = write_folder(tmp_path)
    first = publish(folder, shelf, by="ann", commit="c1", at=AT)
    again = publish(folder, shelf, by="bob", commit="c2", at=AT)
    assert (first.number, first.changed, again.number, again.changed) == (1, True, 1, False)
    assert [(entry.number, entry.by, entry.commit) for entry in shelf.numbers()] == [(1, "ann", "c1")]


def test_old_content_comes_back_under_a_new_number(tmp_path: Path) -> None:
    shelf = MemoryShelf()
    old = write_folder(tmp_path / "old")
    new = write_folder(tmp_path / "new", {"content/welcome/sms.txt": "New: {{ run.phone }}"})
    numbers = [publish(folder, shelf, by="ann", commit=None, at=AT).number for folder in (old, new, old)]
    assert numbers == [1, 2, 3]
    assert shelf.catalogue(1) == shelf.catalogue(3) != shelf.catalogue(2)


def test_errors_stop_a_publication_and_are_all_told(tmp_path: Path) -> None:
    shelf = MemoryShelf()
    folder = write_folder(tmp_path, small_journey("  - { id: a, send: nothing }\n  - { id: a, wait: 1d }"))
    with pytest.raises(LintFailed, match="was not published: 2 errors") as caught:
        publish(folder, shelf, by="ann", commit=None, at=AT)
    assert {fault.path for fault in caught.value.faults} == {"steps[0].send", "steps[1].id"}
    assert shelf.in_force() == 0


def test_warnings_are_handed_on(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"content/receipt/sms.txt": "unused"})
    published = publish(folder, MemoryShelf(), by="ann", commit=None, at=AT)
    assert [fault.level for fault in published.warnings] == ["warning"]


def test_a_folder_shelf_gives_back_what_was_written(tmp_path: Path) -> None:
    result = built(tmp_path / "journeys")
    shelf = FolderShelf(tmp_path / "shelf")
    shelf.write(7, result.catalogue, result.parts)
    again = FolderShelf(tmp_path / "shelf")
    assert again.catalogue(7) == result.catalogue
    assert {name: again.part(name) for name in result.parts} == result.parts


@pytest.mark.parametrize("kind", ["memory", "folder", "cached"])
def test_what_is_missing_is_said(tmp_path: Path, kind: str) -> None:
    shelves: dict[str, Shelf] = {
        "memory": MemoryShelf(),
        "folder": FolderShelf(tmp_path),
        "cached": CachedShelf(MemoryShelf()),
    }
    with pytest.raises(PartMissing):
        shelves[kind].catalogue(1)
    with pytest.raises(PartMissing):
        shelves[kind].part("0" * 64)


def test_a_damaged_part_is_missing(tmp_path: Path) -> None:
    result = built(tmp_path / "journeys")
    shelf = FolderShelf(tmp_path / "shelf")
    shelf.write(1, result.catalogue, result.parts)
    name = next(iter(result.parts))
    (tmp_path / "shelf" / "parts" / f"{name}.json").write_text("{}")
    with pytest.raises(PartMissing, match="damaged"):
        shelf.part(name)


def test_a_cached_shelf_needs_its_inner_one_no_more(tmp_path: Path) -> None:
    result = built(tmp_path / "journeys")
    inner = FolderShelf(tmp_path / "shelf")
    inner.write(1, result.catalogue, result.parts)
    cached = CachedShelf(inner)
    cached.preload(1)
    for file in (tmp_path / "shelf").rglob("*.json"):
        file.unlink()
    assert cached.catalogue(1) == result.catalogue
    assert {name: cached.part(name) for name in result.parts} == result.parts


def test_a_cached_shelf_does_not_remember_that_something_was_missing() -> None:
    inner = MemoryShelf()
    cached = CachedShelf(inner)
    with pytest.raises(PartMissing):
        cached.part("x")
    inner.publish("{}", {"x": "text"}, "ann", None, AT)
    assert cached.part("x") == "text"


def test_the_memory_shelf_takes_publications() -> None:
    publications: Publications = MemoryShelf()
    assert publications.in_force() == 0
