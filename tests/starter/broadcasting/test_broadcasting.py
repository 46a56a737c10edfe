"""A small broadcast: who is in the file, how far it is, everybody once, and what became of it."""

import asyncio
import json
from pathlib import Path

import pytest

from engine.contracts.inputs import Propose
from starter.broadcasting.audience import Audience, Member, Missed
from starter.broadcasting.bookmark import Bookmark, Mark
from starter.broadcasting.broadcast import Broadcast, proposal_id
from starter.checks import usable_id
from starter.errors import InputRefused
from starter.ports import Taken
from tests.starter.command import twostep_aside
from tests.starter.doorway import Doorway

MARK = Mark(broadcast="spring", message="welcome", department=None, audience="0")


def audience(folder: Path, text: str, key: bytes | None = None) -> Audience:
    file = folder / "audience.txt"
    file.write_bytes(text.encode())
    return Audience(file, lambda written: usable_id(written, key))


class Door:
    """Takes everything, but the customers who are named; remembers what came."""

    def __init__(self, *broken: str) -> None:
        self.came: list[tuple[str, Propose]] = []
        self._broken = set(broken)

    async def propose(self, customer_id: str, propose: Propose) -> Taken:
        await asyncio.sleep(0)
        if customer_id in self._broken:
            raise OSError("the line is cut")
        if customer_id.startswith("gone"):
            raise InputRefused("she is erased")
        self.came.append((customer_id, propose))
        return Taken.SIGNALLED


@pytest.mark.parametrize(
    "text",
    [
        "ann\nbob\n",
        "ann\r\n\r\n  bob  ",
        "\ufeffcustomer_id\nann\nbob\n",
        'name,customer_id\n"Ann, of Utrecht",ann\nBob,bob\nNobody,\n',
    ],
)
def test_one_id_a_line_or_a_column(tmp_path: Path, text: str) -> None:
    people = audience(tmp_path, text)
    assert len(people) == 2
    members = list(people.members())
    assert [(one.place, one.customer_id) for one in members if isinstance(one, Member)] == [(0, "ann"), (1, "bob")]
    assert [one.customer_id for one in people.members(1) if isinstance(one, Member)] == ["bob"]


def test_a_bad_id_is_named_with_its_line_and_stops_nobody(tmp_path: Path) -> None:
    people = audience(tmp_path, "ann\nbob@example.com\n\nwhat ever\ncarl\n")
    missed = [one for one in people.members() if isinstance(one, Missed)]
    assert [one.line for one in missed] == [2, 4]
    assert "looks like an address" in missed[0].why
    assert len(list(people.members())) == 4
    hashed = audience(tmp_path, "bob@example.com\n", b"key")
    assert [type(one) for one in hashed.members()] == [Member]


def test_columns_without_ids_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="none is called 'customer_id'"):
        audience(tmp_path, "name,city\nAnn,Utrecht\n")
    with pytest.raises(InputRefused, match="line 2: field larger than field limit"):
        len(audience(tmp_path, "ann\n" + "x" * 200_000))
    with pytest.raises(InputRefused, match="cannot be read: No such file"):
        Audience(tmp_path / "nowhere", str)


def test_a_bookmark_is_of_one_broadcast(tmp_path: Path) -> None:
    bookmark = Bookmark(tmp_path / "mark")
    assert bookmark.open(MARK) == 0
    bookmark.keep(MARK.model_copy(update={"done": 7}))
    assert bookmark.open(MARK) == 7
    for part in ("broadcast", "message", "department", "audience"):
        with pytest.raises(InputRefused, match=f"is of another broadcast: its {part} is"):
            bookmark.open(MARK.model_copy(update={part: "other"}))
    (tmp_path / "mark").write_text("ann\nbob\n")
    with pytest.raises(InputRefused, match="no file that a broadcast wrote"):
        bookmark.open(MARK)


async def test_everybody_is_proposed_to_in_order_under_an_id_of_her_own(tmp_path: Path) -> None:
    door = Door()
    people = audience(tmp_path, "ann\ngone-1\nnot an id\nbob\n")
    told: list[int] = []
    tally = await Broadcast(door, people, MARK, Bookmark(tmp_path / "mark"), pause=0).run(told.append)
    assert [customer for customer, _ in door.came] == ["ann", "bob"]
    ann = door.came[0][1]
    assert (ann.id, ann.origin, ann.broadcast) == (proposal_id("spring", "ann"), "broadcast", "spring")
    assert sorted((one.line, one.why.split()[0]) for one in tally.missed) == [(2, "she"), (3, "customer")]
    assert (sum(told), Bookmark(tmp_path / "mark").open(MARK)) == (4, 4)


async def test_a_failure_of_the_door_ends_it_before_the_one_who_was_missed(tmp_path: Path) -> None:
    people = audience(tmp_path, "\n".join(f"c-{n}" for n in range(200)))
    mark = Bookmark(tmp_path / "mark")
    door = Door("c-90")
    with pytest.raises(OSError, match="the line is cut"):
        await Broadcast(door, people, MARK, mark, pause=0).run(lambda _: None)
    assert mark.open(MARK) == 90
    again = Door()
    await Broadcast(again, people, MARK, mark, pause=0).run(lambda _: None)
    assert {customer for customer, _ in (*door.came, *again.came)} == {f"c-{n}" for n in range(200)}
    assert again.came[0][0] == "c-90"


async def test_the_pace_is_kept(tmp_path: Path) -> None:
    people = audience(tmp_path, "\n".join(f"c-{n}" for n in range(6)))
    loop = asyncio.get_running_loop()
    began = loop.time()
    await Broadcast(Door(), people, MARK, Bookmark(None), pause=0.05).run(lambda _: None)
    assert loop.time() - began >= 5 * 0.05


async def test_a_broadcast_from_the_file_to_its_report(
    surroundings: Doorway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("starter.cli.broadcasting.DECIDED_WITHIN", 60.0)
    doorway = surroundings
    file, mark = tmp_path / "audience.txt", tmp_path / "mark"
    file.write_text("b-1\nb-3\nb-1@example.com\nstranger\n")
    wanted = ("--audience", str(file), "--message", "thank-you", "quantity=1")
    words = ("propose", *wanted, "--rate", "1000/s", "--name", "spring")
    async with doorway.working():
        for customer in ("b-1", "b-3"):
            await doorway.client().identify(customer, doorway.identify(email=f"{customer}@example.com"))
        done = await twostep_aside(*words, "--resume", str(mark), "--json")
        assert done.exit_code == 3, done.stderr
        told = json.loads(done.stdout)
        assert (told["proposed"], told["known_already"]) == (3, 0)
        assert told["not_proposed"][0].startswith("line 3: the customer id looks like an address")
        stands = {(one["verdict"], one["reason"], one["channel"]): one["messages"] for one in told["decisions"]}
        assert stands == {("send", None, "email"): 2, ("drop", "no_address", None): 1}
        assert await doorway.mails(2) == 2

        mark.unlink()
        again = await twostep_aside(*words)
        assert "proposed to 0 customers\nknown already: 3\n" in again.stdout
        report = await twostep_aside("propose", "--report", "--name", "spring")
        assert report.exit_code == 0
        assert "sent or on its way" in report.stdout and "there is no address" in report.stdout
        other = await twostep_aside("propose", "--audience", str(file), "--message", "no-such")
        assert (other.exit_code, "no message 'no-such' is published" in other.stderr) == (1, True)
        assert "--message is missing" in (await twostep_aside("propose", "--audience", str(file))).stderr
        assert len(doorway.sendgrid.mailbox) == 2
