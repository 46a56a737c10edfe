"""What whoever does a task is told: what to say, by when, and when it suits her best."""

import json
from datetime import UTC, datetime, timedelta

from channels.tasks.adapter import TaskChannel
from channels.tasks.payload import created
from engine.contracts.answers import Accepted
from engine.contracts.parcel import Rendered, TaskTerms
from engine.language.terms import Channel
from standins.tasks.book import Task
from tests.channels.contract import parcel
from tests.channels.tasks.desk import NOW, TERMS, House, call, settings


async def test_whoever_calls_is_told_what_to_say_and_when(provider: House) -> None:
    later = datetime.now(UTC).replace(microsecond=0)
    adapter = TaskChannel(Channel.CALL, settings(provider.url), lambda: later)
    terms = TERMS.model_copy(update={"due": later + timedelta(days=3)})
    assert isinstance(await adapter.send(call(terms)), Accepted)
    await adapter.close()
    [task] = provider.tasks.book.after()
    assert task.text("script") == "Say hello."
    assert task.data["outcomes"] == ["reached", "no_answer", "call_back_at", "do_not_call", "sold"]
    assert (task.data["attempts"], task.data["hours"]) == (
        3,
        {"zone": "America/New_York", "from": "09:00", "to": "17:30"},
    )
    assert task.data["due"] == task.data["cut_off"] == terms.due.isoformat().replace("+00:00", "Z")
    assert "html" not in task.data


async def test_a_letter_has_its_format_and_its_cut_off(provider: House) -> None:
    terms = TaskTerms(due=NOW + timedelta(days=3), cut_off=NOW + timedelta(days=1), format="postcard-a6")
    adapter = House(provider.tasks, provider.served, channel=Channel.MAIL).adapter(provider.url)
    letter = parcel("Torstrasse 1, 10119, Berlin").model_copy(
        update={"rendered": Rendered(html="<p>Hello</p>", task=terms)}
    )
    assert isinstance(await adapter.send(letter), Accepted)
    await adapter.close()
    [task] = provider.tasks.book.after()
    assert (task.channel, task.recipient) == ("mail", "Torstrasse 1, 10119, Berlin")
    assert (task.text("format"), task.text("html")) == ("postcard-a6", "<p>Hello</p>")
    assert (task.text("due"), task.text("cut_off")) == ("2026-03-30T20:00:00Z", "2026-03-28T20:00:00Z")
    assert task.data["outcomes"] == ["printed", "posted", "returned"]


async def test_a_named_adviser_is_told_apart_from_whoever_is_free(provider: House) -> None:
    adapter = House(provider.tasks, provider.served, channel=Channel.ADVISER).adapter(provider.url)
    for id, who in (("0f" * 16, "Ms Bell"), ("1e" * 16, "")):
        task = call(TERMS.model_copy(update={"who": who})).model_copy(update={"message_id": id})
        assert isinstance(await adapter.send(task), Accepted)
    await adapter.close()
    assert [task.data.get("who") for task in provider.tasks.book.after()] == ["Ms Bell", None]


def test_the_best_time_is_that_of_her_own_clock() -> None:
    def best(now: datetime, due: datetime) -> object:
        terms = TERMS.model_copy(update={"due": due})
        return json.loads(created(call(terms), "call", now))["data"]["best_time"]

    in_her_evening = datetime(2026, 3, 27, 22, 0, tzinfo=UTC)  # 18:00 in New York
    assert best(in_her_evening, in_her_evening + timedelta(days=2)) == {
        "from": "2026-03-28T13:00:00Z",
        "to": "2026-03-28T21:30:00Z",
    }
    at_noon = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
    assert best(at_noon, at_noon + timedelta(hours=2)) == {"from": "2026-03-27T16:00:00Z", "to": "2026-03-27T18:00:00Z"}
    assert best(in_her_evening, in_her_evening + timedelta(hours=3)) is None


def test_the_book_tells_how_many_attempts_are_left() -> None:
    task = Task(1, "t", "call", "", "+49", {"attempts": 3}, outcomes=("no_answer",))
    assert task.attempts_left == 2
