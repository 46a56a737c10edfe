"""Double opt-in: asked once, confirmed from the address itself, proven."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import HttpUrl

from audit.address import AddressKey
from audit.consent_proofs import wording_of
from audit.erasure import erase
from audit.queries.about import about
from audit.queries.consents import consents_of
from audit.queries.entries import entries_of
from channels.unsubscribe import UnsubscribeLinks, UnsubscribeSettings
from engine.contracts.inputs import ConsentChange, Identify
from engine.contracts.journal import Decided
from engine.contracts.unsubscribing import CONFIRM_FOR
from engine.language.terms import MARKETING, Channel
from starter.cli.explaining import explained
from tests.starter.http.pages.ground import Customer, Ground

SMS = ConsentChange(status="granted", channel=Channel.SMS, source="sign-up form", wording="Yes, text me.")
WORDING = "I want news from Blue Note by text message. I can take this back at any time."


async def asked(ground: Ground, *consents: ConsentChange) -> tuple[Customer, str]:
    """Somebody who was asked, and the path of her link."""
    ann = await ground.customer("ann", *(consents or (SMS,)))
    assert [one.message for one, _ in ann.sent] == ["please-confirm"]
    return ann, ground.confirm(ann.sent[0][0])


async def test_the_link_shows_the_wording_and_the_button_confirms_it(ground: Ground) -> None:
    ann, path = await asked(ground)
    assert ann.stands("sms") == "pending"
    page = (await ground.http.get(path)).text
    assert WORDING in page and '<form method="post">' in page
    assert ground.inbox() == []
    answer = await ground.http.post(path, headers={"User-Agent": "Firefox\x01\n"[:8]})
    assert answer.status_code == 303 and "set-cookie" not in answer.headers
    assert "Your confirmation is saved." in (await ground.http.get(path + answer.headers["location"])).text
    await ann.drains()
    assert {ann.stands("sms", purpose=purpose) for purpose in MARKETING} == {"granted"}
    await ann.is_proposed()
    assert ann.sent[-1][0].message == "news"


async def test_the_proof_says_when_where_and_by_which_words(ground: Ground) -> None:
    ann, path = await asked(ground)
    before = datetime.now(UTC)
    await ground.http.post(path, headers={"User-Agent": "Firefox"})
    [proof] = ground.proofs()
    assert (proof.page, proof.channel, proof.text, proof.ip, proof.user_agent) == (
        "confirm", "sms", WORDING, "127.0.0.1", "Firefox",
    )  # fmt: skip
    assert proof.wording == wording_of(WORDING) and abs(proof.at - before) < timedelta(minutes=1)
    await ann.drains()
    [granted] = [one.consent for one in consents_of(ground.doors.database, "ann") if one.consent.status == "granted"]
    assert (granted.proof, granted.wording, granted.confirmed) == (proof.proof_id, WORDING, True)
    await ann.is_proposed()
    decisions = [one for one in entries_of(ground.doors.database, "ann") if isinstance(one, Decided)]
    assert f"    proof: {proof.proof_id}" in [line for one in decisions for line in explained(one)]
    kept = about(ground.doors.database, "ann")["consent_proof"]
    assert isinstance(kept, list) and isinstance(told := kept[0], dict)
    assert (told["text"], told["ip"], told["user_agent"]) == (WORDING, "127.0.0.1", "Firefox")
    erase(ground.doors.database, "ann", AddressKey(b"a" * 32))
    [left] = ground.proofs()
    assert (left.ip, left.user_agent, left.inputs, left.text) == ("", "", (), WORDING)


async def test_confirming_twice_stores_one(ground: Ground) -> None:
    ann, path = await asked(ground)
    for _ in range(3):
        answer = await ground.http.post(path)
        assert answer.status_code == 303
    assert len(ground.inbox()) == 1
    await ann.drains()
    assert (await ground.http.post(path)).status_code == 303
    assert ground.inbox() == [] and len(ground.proofs()) == 1


async def test_she_is_asked_once_for_each_new_consent_that_waits(ground: Ground) -> None:
    ann, _ = await asked(ground)
    again = Identify(id="again", at=datetime.now(UTC), consents=(SMS,))
    await ann.takes(again)
    assert len(ann.sent) == 1
    ann.state.consents[0].at -= timedelta(seconds=CONFIRM_FOR)
    await ann.takes(again.model_copy(update={"id": "a week later"}))
    assert [one.message for one, _ in ann.sent] == ["please-confirm"] * 2


async def test_an_import_asks_nobody(ground: Ground) -> None:
    ann = await ground.customer()
    await ann.takes(Identify(id="old", at=datetime.now(UTC), consents=(SMS,), backfill=True))
    assert ann.stands("sms") == "pending" and ann.sent == []


async def test_a_link_that_is_too_old_confirms_nothing(ground: Ground) -> None:
    ann, _ = await asked(ground)
    settings = ground.doors.settings.outgoing
    then = datetime.now(UTC) - timedelta(seconds=CONFIRM_FOR + 1)
    old = UnsubscribeLinks(
        UnsubscribeSettings(base_url=HttpUrl(settings.public_url), key=settings.link_key), lambda: then
    )
    path = "/confirm/" + old.confirmation(ann.sent[0][0].message_id, Channel.SMS).rsplit("/", 1)[1]
    for answer in (await ground.http.get(path), await ground.http.post(path)):
        assert answer.status_code == 410 and "too old" in answer.text
    assert ground.inbox() == []


async def test_only_what_waited_when_the_message_was_decided_is_confirmed(ground: Ground) -> None:
    jazz = SMS.model_copy(update={"topic": "jazz"})
    ann, path = await asked(ground, jazz)
    await ann.takes(Identify(id="more", at=datetime.now(UTC), consents=(SMS,)))
    assert f"{WORDING} (Jazz)" in (await ground.http.get(path)).text
    await ground.http.post(path)
    await ann.drains()
    assert (ann.stands("sms", "jazz"), ann.stands("sms")) == ("granted", "pending")
    assert [one.topic for one in ann.state.consents if one.status == "granted"] == ["jazz"]


@pytest.mark.parametrize("by", ["purpose", "everything"])
async def test_a_confirmation_lifts_what_was_denied_before_it_was_asked_for(ground: Ground, by: str) -> None:
    out = [
        ConsentChange(status="denied", purpose=purpose, channel=Channel.SMS if by == "purpose" else None)
        for purpose in sorted(MARKETING)
    ]
    ann = await ground.customer("ann", *out)
    await ann.takes(Identify(id="yes", at=datetime.now(UTC), consents=(SMS,)))
    path = ground.confirm(ann.sent[0][0])
    await ground.http.post(path)
    await ann.drains()
    assert {ann.stands("sms", purpose=purpose) for purpose in MARKETING} == {"granted"}
    assert ann.stands("email") == ("unknown" if by == "purpose" else "denied")
