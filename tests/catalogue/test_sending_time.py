"""The only time that content knows: the instant of the decision, told by the reader's clock."""

from datetime import UTC, datetime

import pytest

from catalogue.content import LiquidRenderer
from catalogue.shelf import MemoryShelf
from engine.contracts.facts import Facts
from engine.contracts.ports import ContentFault
from engine.language.blocks import FirstTrue, ShowWhen
from engine.language.canonical import canonical
from engine.language.message import Body, Message, MessagePart
from engine.language.terms import Channel, Purpose
from engine.model import Attributes

DECIDED = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)
CONCERTS: Attributes = {
    "concerts": [
        {"title": "yesterday", "starts": "2026-06-30T18:00:00Z"},
        {"title": "now", "starts": "2026-07-01T16:30:00Z"},
        {"title": "tonight", "starts": "2026-07-01T20:00:00+02:00"},
        {"title": "some day"},
        {"title": "without a zone", "starts": "2026-07-02T20:00:00"},
        "no concert",
        {"title": "tomorrow", "starts": "2026-07-02T00:10:00+09:00"},
    ]
}


def told(text: str, decided_at: datetime | None = DECIDED, zone: str | None = "Europe/London") -> str:
    definition = Message(
        message="m",
        title="M",
        department="d",
        purpose=Purpose.CONTENT,
        channels=(Channel.SMS,),
        blocks={"late": FirstTrue(first=(ShowWhen(when="message.decided_at >= 2026-07-01T16:30Z", show="late"),))},
    )
    shelf = MemoryShelf()
    shelf._parts["h"] = canonical(MessagePart(definition=definition, bodies=(Body(name="sms.txt", template=text),)))
    facts = Facts(run=CONCERTS, decided_at=decided_at, zone=zone)
    return LiquidRenderer(shelf).render("h", Channel.SMS, facts).text


def test_the_hour_of_the_decision_is_told_by_the_readers_clock() -> None:
    template = "{{ message.decided_at | date: '%H:%M', message.zone }} ({{ message.zone }})"
    assert told(template) == "17:30 (Europe/London)"
    assert told(template, zone="Asia/Tokyo") == "01:30 (Asia/Tokyo)"


def test_what_has_begun_at_the_decision_is_left_out() -> None:
    template = (
        "{% assign coming = run.concerts | upcoming: message.decided_at %}"
        "{% for one in coming %}{{ one.title }} {% endfor %}"
    )
    assert told(template) == "tonight "
    assert told(template, DECIDED.replace(day=30, month=6, hour=10)) == "yesterday now tonight tomorrow "
    assert told(template, DECIDED.replace(year=2027)) == ""


def test_a_block_may_depend_on_the_hour_of_the_decision() -> None:
    template = "{% if chosen_blocks.late == 'late' %}late{% else %}early{% endif %}"
    assert told(template) == "late"
    assert told(template, DECIDED.replace(day=30, month=6)) == "early"


def test_what_is_no_list_has_nothing_coming() -> None:
    assert told("{% assign coming = run.nothing | upcoming: message.decided_at %}{{ coming.size }}") == "0"


@pytest.mark.parametrize("template", ["{{ run.concerts | upcoming: message.decided_at }}", "{{ message.zone }}"])
def test_without_a_decision_nothing_stands_in(template: str) -> None:
    with pytest.raises(ContentFault):
        told(template, decided_at=None, zone=None)
