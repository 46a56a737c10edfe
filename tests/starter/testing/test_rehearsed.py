"""The fixture `twostep_rehearsal`: what a test reports, what it sees, and what it is told when it is mistaken."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalogue.publish import LintFailed
from engine.contracts.answers import Found, LookupAnswer
from engine.contracts.commands import LookUp
from engine.contracts.inputs import ConsentChange
from engine.language.terms import Purpose
from engine.model import Attributes
from starter.errors import InputRefused
from starter.testing.errors import MistakenTest
from starter.testing.ground import Ground
from starter.testing.lookups import Lookup
from starter.testing.rehearsed import RehearsedCustomer, TwostepRehearsal
from tests.starter.testing.shops import with_lookup, without_wait

MONDAY = datetime(2035, 1, 1, 9, tzinfo=UTC)


def buyer(rehearsal: TwostepRehearsal, id: str = "ann") -> RehearsedCustomer:
    customer = rehearsal.customer(id, email=f"{id}@example.com", consent="all")
    customer.track("purchase", category="accessory", product="case", order="o-1")
    return customer


def test_a_message_says_when_why_and_what(twostep_rehearsal: TwostepRehearsal) -> None:
    ann = buyer(twostep_rehearsal)
    twostep_rehearsal.skip(hours=24, minutes=59)
    assert ann.messages() == ()
    twostep_rehearsal.skip(minutes=1)
    [tips] = ann.messages()
    assert (tips.message, tips.journey, tips.step, tips.channel.value) == (
        "accessory-tips", "accessory-tips", "tips", "email",
    )  # fmt: skip
    assert tips.at == datetime(2035, 1, 2, 10, tzinfo=UTC)
    assert tips.subject == "Getting the most out of your case"
    assert "<html" in tips.html and "Wireless charging" in tips.text
    assert [one.verdict for one in ann.decisions()] == ["send"]
    assert "enters “Tips for the accessory just bought”" in "\n".join(ann.story())


def test_consents_are_all_of_them_some_purposes_or_changes_in_full(twostep_rehearsal: TwostepRehearsal) -> None:
    survey = [ConsentChange(status="granted", purpose=Purpose.SURVEY)]
    for id, consent in (("ann", ["lifecycle"]), ("bob", ["promotional"]), ("cai", survey), ("dan", None)):
        one = twostep_rehearsal.customer(id, email=f"{id}@example.com", consent=consent)
        one.track("purchase", category="accessory", product="case", order="o-1")
        twostep_rehearsal.skip(days=2)
        assert [decision.reason for decision in one.decisions()] == [None if id == "ann" else "consent_missing"]


def test_a_change_of_the_profile_counts_from_then_on(twostep_rehearsal: TwostepRehearsal) -> None:
    ann = buyer(twostep_rehearsal)
    ann.identify(first_name="Ann")
    twostep_rehearsal.skip(days=2)
    assert "Ann, it should have come out" in ann.messages()[0].text


def test_a_reaction_goes_to_the_newest_message(twostep_rehearsal: TwostepRehearsal) -> None:
    ann = buyer(twostep_rehearsal)
    twostep_rehearsal.skip(days=2)
    ann.react("clicked", "accessory-tips")
    assert "clicked" in ann.story()[-1]
    with pytest.raises(MistakenTest, match="there went out accessory-tips"):
        ann.react("clicked", "another")
    with pytest.raises(MistakenTest, match="write one of processed, delivered, opened, clicked"):
        ann.react("liked", "accessory-tips")


def test_another_folder_is_put_in_force_for_what_comes_after(
    twostep_rehearsal: TwostepRehearsal, project: Path, tmp_path: Path
) -> None:
    ann = buyer(twostep_rehearsal, "ann")
    assert twostep_rehearsal.publish(without_wait(project / "journeys", tmp_path / "faster")) == 2
    bob = buyer(twostep_rehearsal, "bob")
    assert (len(ann.messages()), len(bob.messages())) == (0, 1)


def test_a_changed_file_is_published_anew(project: Path, tmp_path: Path) -> None:
    folder = without_wait(project / "journeys", tmp_path / "shop")
    message = folder / "content" / "accessory-tips" / "message.yaml"
    before = message.read_text()
    for begins in ("Getting the most", "Here is all that can be got"):
        message.write_text(before.replace("Getting the most", begins))
        ann = buyer(TwostepRehearsal(Ground(tmp_path, folder, MONDAY, {})))
        assert ann.messages()[0].subject == f"{begins} out of your case"


class Slow:
    async def find(self, command: LookUp) -> LookupAnswer:
        await asyncio.sleep(0)
        return Found(result={"name": "Harbour"})


class Quick:
    async def find(self, command: LookUp) -> LookupAnswer:
        return Found(result={"name": f"the store for a {command.args['product']}"})


def nothing(args: Attributes) -> None:
    assert args == {"product": "case"}


@pytest.mark.parametrize(
    ("lookup", "name"),
    [(lambda args: {"name": "Harbour"}, "Harbour"), (Quick(), "the store for a case"), (nothing, "nowhere")],
)
def test_look_ups_are_functions_or_objects(lookup: Lookup, name: str, project: Path, tmp_path: Path) -> None:
    folder = with_lookup(project / "journeys", tmp_path / "shop")
    rehearsal = TwostepRehearsal(Ground(tmp_path, folder, MONDAY, {"nearest": lookup}))
    ann = buyer(rehearsal)
    rehearsal.skip(days=2)
    assert ann.messages()[0].subject == f"Getting the most out from {name}"


@pytest.mark.parametrize(
    ("lookups", "said"),
    [
        ({}, "schema.yaml names the look-ups nearest: answer them in a fixture"),
        ({"nearest": Slow()}, "the rehearsal has no event loop"),
        ({"nearest": "Harbour"}, "give a function of the arguments, or an object"),
    ],
)
def test_a_look_up_that_cannot_be_asked_is_said(
    lookups: dict[str, Lookup], said: str, project: Path, tmp_path: Path
) -> None:
    folder = with_lookup(project / "journeys", tmp_path / "shop")
    with pytest.raises(MistakenTest, match=said):
        rehearsal = TwostepRehearsal(Ground(tmp_path, folder, MONDAY, lookups))
        buyer(rehearsal)
        rehearsal.skip(days=2)


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (lambda rehearsal: rehearsal.skip(), "skip forward"),
        (lambda rehearsal: rehearsal.skip_to("2034-12-31T00:00:00Z"), "time cannot be set back"),
        (lambda rehearsal: rehearsal.skip_to("2035-02-01 12:00"), "is no instant"),
        (lambda rehearsal: rehearsal.publish("nowhere"), "there is no journeys folder .*nowhere"),
        (lambda rehearsal: (buyer(rehearsal), buyer(rehearsal)), "there is a customer 'ann' already"),
        (lambda rehearsal: rehearsal.customer("ann", consent="some"), 'write "all", or a list'),
        (lambda rehearsal: rehearsal.customer("ann", consent=["fun"]), "no such purpose; .* transactional"),
    ],
)
def test_a_mistake_is_told_with_what_to_write(
    mistake: Callable[[TwostepRehearsal], object], said: str, twostep_rehearsal: TwostepRehearsal
) -> None:
    with pytest.raises(MistakenTest, match=said):
        mistake(twostep_rehearsal)


def test_what_the_tracking_plan_does_not_know_is_refused(twostep_rehearsal: TwostepRehearsal) -> None:
    ann = buyer(twostep_rehearsal)
    with pytest.raises(InputRefused, match="trigger 'buys'"):
        ann.track("buys")
    with pytest.raises(InputRefused, match="colour"):
        ann.track("purchase", colour="red")


def test_a_folder_with_faults_is_told_by_lint(project: Path, tmp_path: Path) -> None:
    folder = without_wait(project / "journeys", tmp_path / "shop")
    (folder / "content" / "accessory-tips" / "email.mjml").unlink()
    with pytest.raises(LintFailed, match="accessory-tips"):
        buyer(TwostepRehearsal(Ground(tmp_path, folder, MONDAY, {})))


def test_a_mistake_is_shown_where_the_test_makes_it(twostep_rehearsal: TwostepRehearsal) -> None:
    ann = twostep_rehearsal.customer("ann")
    mistakes: list[Callable[[], None]] = [
        twostep_rehearsal.skip,
        lambda: ann.react("clicked", "tips"),
        lambda: ann.track("no-such"),
    ]
    for mistake in mistakes:
        with pytest.raises((MistakenTest, InputRefused)) as caught:
            mistake()
        assert {entry.path for entry in caught.traceback.filter(caught)} == {Path(__file__)}
