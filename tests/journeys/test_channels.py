"""Channels other than email reach whom they are for."""

from engine.contracts.commands import Deliver
from engine.language.terms import Channel
from tests.journeys.resident import Resident


def went(her: Resident) -> list[tuple[str, Channel, str]]:
    return [(one.message, one.channel, one.address) for one in her.commands if isinstance(one, Deliver)]


def test_a_new_line_is_written_to_at_its_own_number() -> None:
    her = Resident(phone="+4917000000")
    her.track("line_added", "2026-04-14 12:00", line_id="l-1", line={"number": "+4915550001", "name": "Mia"})
    her.track("line_added", "2026-04-14 12:05", line_id="l-2", line={"number": "+4915550002"})
    her.until("2026-05-01 00:00")
    assert sorted(went(her)) == [
        ("extra-line-hello", Channel.SMS, "+4915550001"),
        ("extra-line-hello", Channel.SMS, "+4915550002"),
        ("extra-line-ready", Channel.EMAIL, "c-1@example.com"),
        ("extra-line-ready", Channel.EMAIL, "c-1@example.com"),
        ("extra-line-tips", Channel.SMS, "+4915550001"),
        ("extra-line-tips", Channel.SMS, "+4915550002"),
    ]


def test_email_leads_and_sms_stands_in_only_where_there_is_none() -> None:
    both = Resident(phone="+4917000000")
    without = Resident(phone="+4917000000", email=None)
    for her in (both, without):
        her.buys("Fairphone 6", "2026-04-14 10:00")
    assert ("phone-welcome", Channel.EMAIL, "c-1@example.com") in went(both)
    assert ("phone-welcome", Channel.SMS, "+4917000000") in went(without)
