"""The preference page: shows how she stands, stores what she changes and nothing else, and needs no Temporal."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import JsonValue
from sqlalchemy.exc import OperationalError

from engine.contracts.inputs import ConsentChange, Identify, Track
from engine.language.terms import MARKETING, Channel
from tests.starter.http.pages.ground import Customer, Ground

FORM: dict[str, str | list[str]] = {
    "do": "save", "channel": ["email"], "topic": ["jazz"], "frequency": "any", "paused_until": "", "language": "",
}  # fmt: skip
"""How a customer stands who has agreed to email alone"""


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


async def saved(ground: Ground, ann: Customer, **fields: str | list[str]) -> str:
    """Posts the form and follows the redirect; the page that says so."""
    path = ground.preferences(ann.sent[0][0])
    answer = await ground.http.post(path, data={**FORM, **fields})
    assert answer.status_code == 303, answer.text
    assert "set-cookie" not in answer.headers
    return (await ground.http.get(path + answer.headers["location"])).text


def only_identify(ground: Ground) -> Identify:
    [identify] = [one.input for one in ground.inbox() if isinstance(one.input, Identify)]
    return identify


async def opened(ground: Ground, **attributes: JsonValue) -> Customer:
    ann = await ground.customer(attributes=attributes)
    await ann.gets()
    return ann


async def test_nothing_changed_stores_only_that_she_saved(ground: Ground) -> None:
    ann = await opened(ground)
    assert "Nothing was changed." in await saved(ground, ann)
    assert [one.input.type for one in ground.inbox() if isinstance(one.input, Track)] == ["looked"]
    assert ground.proofs() == []


async def test_what_her_page_shows_as_chosen_always_arrives(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = await opened(ground)
    path = ground.preferences(ann.sent[0][0])
    with monkeypatch.context() as broken:
        broken.setattr(ground.doors.ledger, "accept", _goes_away)
        assert (await ground.http.post(path, data={**FORM, "topic": []})).status_code == 503
    assert "Nothing was changed." in await saved(ground, ann, topic=[])
    assert [(one.topic, one.status) for one in only_identify(ground).consents] == [("jazz", "denied")]


async def _goes_away(*_: object) -> None:
    raise OperationalError("", {}, Exception("gone"))


async def test_how_often_is_a_cap_of_this_customer(ground: Ground) -> None:
    ann = await opened(ground, preferences={"theme": "dark"})
    page = await saved(ground, ann, frequency="1")
    assert 'value="1" checked' in page and "Saved" in page
    assert only_identify(ground).attributes == {"preferences": {"theme": "dark", "max_per_week": 1}}
    await ann.drains()
    await ann.is_proposed()
    [held] = ann.state.proposals
    assert (held.stands, held.rule) == ("held", "cap own-wish")
    await saved(ground, ann)
    await ann.drains()
    assert ann.state.attributes["preferences"] == {"theme": "dark"}
    assert ann.state.proposals == [] and len(ann.sent) == 2


async def test_a_break_holds_marketing_and_nothing_else(ground: Ground) -> None:
    ann, until = await opened(ground), day(10)
    assert f'value="{until}"' in await saved(ground, ann, paused_until=until)
    await ann.drains()
    await ann.is_proposed()
    [held] = ann.state.proposals
    assert (held.stands, held.rule) == ("held", "block break")
    await saved(ground, ann, paused_until="")
    await ann.drains()
    assert ann.state.proposals == [] and "preferences" not in ann.state.attributes


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (lambda: day(0), "The day is past"),
        (lambda: day(-30), "The day is past"),
        (lambda: day(91), "choose one up to {latest}"),
        (lambda: "tomorrow", "Write the day as year, month and day"),
        (lambda: "2026-W30-1", "Write the day as year, month and day"),
        (lambda: "20260730", "Write the day as year, month and day"),
    ],
    ids=["today", "past", "late", "word", "week", "plain"],
)
async def test_a_wrong_day_is_told_and_nothing_is_stored(ground: Ground, written: Callable[[], str], said: str) -> None:
    """The days are those of the test: when the tests were collected it may have been yesterday."""
    ann = await opened(ground)
    said, form = said.format(latest=day(90)), {**FORM, "frequency": "3", "paused_until": written()}
    answer = await ground.http.post(ground.preferences(ann.sent[0][0]), data=form)
    assert answer.status_code == 422
    assert "<title>There is a problem: " in answer.text and said in answer.text
    assert '<a href="#paused_until">' in answer.text and 'aria-invalid="true"' in answer.text
    assert 'value="3" checked' in answer.text
    assert ground.inbox() == [] and ground.proofs() == []


@pytest.mark.parametrize(("field", "value"), [("frequency", "2"), ("frequency", "1e9"), ("language", "fr")])
async def test_what_is_not_offered_cannot_be_chosen(ground: Ground, field: str, value: str) -> None:
    ann = await opened(ground)
    answer = await ground.http.post(ground.preferences(ann.sent[0][0]), data={**FORM, field: value})
    assert answer.status_code == 422 and "Choose one of what is offered." in answer.text
    assert ground.inbox() == []


async def test_boxes_that_are_not_offered_are_passed_over(ground: Ground) -> None:
    ann = await opened(ground)
    await saved(ground, ann, channel=["email", "call", "x"], topic=["jazz", "rock"], interest=["guns"], admin="yes")
    assert ground.proofs() == []


async def test_interests_drive_journeys_and_keep_what_is_not_offered(ground: Ground) -> None:
    ann = await opened(ground, interests=["sailing", "records"])
    await saved(ground, ann, interest=["concerts"])
    assert only_identify(ground).attributes == {"interests": ["sailing", "concerts"]}
    await ann.drains()
    assert [one.journey for one, _ in ann.sent] == ["jazz", None, "jazz"]


async def test_a_topic_is_taken_back_and_given_again(ground: Ground) -> None:
    ann = await opened(ground)
    await saved(ground, ann, topic=[])
    await ann.drains()
    assert (ann.stands("email", "jazz"), ann.stands("email")) == ("denied", "granted")
    assert 'value="jazz" checked' in await saved(ground, ann, topic=["jazz"])
    await ann.drains()
    assert ann.stands("email", "jazz") == "granted"
    assert ann.stands("sms", "jazz") == "denied", "she takes no text messages"
    assert 'value="jazz" checked' in await saved(ground, ann, channel=["email", "sms"])
    await ann.drains()
    await ground.http.post(ground.confirm(ann.sent[-1][0]))
    await ann.drains()
    assert ann.stands("sms", "jazz") == "granted"


async def test_a_channel_is_taken_back_and_given_again_also_after_one_click(ground: Ground) -> None:
    ann = await opened(ground)
    await saved(ground, ann, channel=[])
    await ann.drains()
    assert {ann.stands("email", purpose=purpose) for purpose in MARKETING} == {"denied"}
    await saved(ground, ann, channel=["email"])
    await ground.http.post(ground.u(ann.sent[0][0]))
    await saved(ground, ann, channel=["email"])
    await ann.drains()
    assert {ann.stands("email", purpose=purpose) for purpose in MARKETING} == {"granted"}


async def test_a_channel_with_double_opt_in_waits_for_its_confirmation(ground: Ground) -> None:
    ann = await opened(ground)
    page = await saved(ground, ann, channel=["email", "sms"])
    assert "waits for your confirmation" in page and 'value="sms" checked' in page
    await ann.drains()
    assert ann.stands("sms") == "pending"
    confirmation, rendered = ann.sent[-1]
    assert (confirmation.message, confirmation.channel) == ("please-confirm", Channel.SMS)
    assert "https://confirm.invalid/" in rendered.text
    await saved(ground, ann, channel=["email"])
    await ann.drains()
    assert ann.stands("sms") == "denied"
    done = await ground.http.post(ground.confirm(confirmation))
    assert done.status_code == 200 and "nothing to confirm" in done.text


async def test_who_comes_over_the_channel_itself_has_confirmed_it(ground: Ground) -> None:
    sms = ConsentChange(status="granted", channel=Channel.SMS)
    ann = await ground.customer("ann", sms)
    assert ann.stands("sms") == "pending"
    await saved(ground, ann, channel=["sms"])
    await ann.drains()
    assert ann.stands("sms") == "granted"


async def test_everything_at_once(ground: Ground) -> None:
    ann = await opened(ground, preferences={"max_per_week": 1})
    await ann.is_proposed()
    assert ann.state.proposals
    page = await saved(ground, ann, do="everything", channel=["email", "sms"], frequency="3")
    assert "You are unsubscribed from everything." in page and 'value="email">' in page
    await ann.drains()
    assert {ann.stands(one, purpose=purpose) for one in ("email", "sms") for purpose in MARKETING} == {"denied"}
    assert ann.state.proposals == [] and ann.state.attributes["preferences"] == {"max_per_week": 1}


async def test_her_language_is_that_of_the_page(ground: Ground) -> None:
    ann = await opened(ground, language="de-AT")
    path = ground.preferences(ann.sent[0][0])
    german = (await ground.http.get(path, headers={"Accept-Language": "en"})).text
    assert '<html lang="de">' in german and "Was du von uns bekommst" in german and "Speichern" in german
    english = await saved(ground, ann, language="en")
    assert '<html lang="en">' in english and "Saved" in english


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de", "de"), ("fr, de-CH;q=0.4, en;q=0.3", "de"), ("de;q=0, en", "en"), ("", "en"), ("x;q=y", "en")],
)
async def test_of_whom_no_language_is_known_the_browser_is_asked(ground: Ground, accepted: str, language: str) -> None:
    ann = await opened(ground)
    path = ground.preferences(ann.sent[0][0])
    assert f'<html lang="{language}">' in (await ground.http.get(path, headers={"Accept-Language": accepted})).text


async def test_what_was_chosen_before_her_workflow_took_it_in_is_shown(ground: Ground) -> None:
    ann = await opened(ground)
    for limit in ("1", "3"):
        assert f'value="{limit}" checked' in await saved(ground, ann, frequency=limit)
    first, second = [one.input for one in ground.inbox() if isinstance(one.input, Identify)]
    assert [one.attributes["preferences"] for one in (first, second)] == [{"max_per_week": 1}, {"max_per_week": 3}]


async def test_only_what_she_saved_herself_is_told_as_saved(ground: Ground) -> None:
    ann, bob = await opened(ground), await ground.customer("bob")
    await bob.gets()
    await saved(ground, ann, frequency="1")
    [proof] = ground.proofs()
    path = ground.preferences(bob.sent[0][0])
    for forged in (proof.proof_id, "<script>", "page-x"):
        assert 'role="status"' not in (await ground.http.get(path, params={"saved": forged})).text


async def test_the_proof_of_an_agreement_has_when_where_and_the_wording(ground: Ground) -> None:
    ann = await opened(ground)
    await saved(ground, ann, channel=["email", "sms"])
    [proof] = ground.proofs()
    agreement = "I want news from Blue Note by text message. I can take this back at any time."
    assert (proof.page, proof.language, proof.ip) == ("preferences", "en", "127.0.0.1")
    assert agreement in proof.text and proof.user_agent.startswith("python-httpx")
    [change] = only_identify(ground).consents
    assert (change.proof, change.wording, change.source) == (proof.proof_id, proof.text, "preference page")


async def test_who_takes_something_back_leaves_no_address(ground: Ground) -> None:
    ann = await opened(ground)
    await saved(ground, ann, channel=[])
    [proof] = ground.proofs()
    assert (proof.ip, proof.user_agent) == ("", "")
    assert proof.text == "What you receive from us\n− email"


async def test_a_form_that_is_too_large_is_refused(ground: Ground) -> None:
    ann = await opened(ground)
    answer = await ground.http.post(ground.preferences(ann.sent[0][0]), data={**FORM, "x": "y" * 40_000})
    assert answer.status_code == 413 and ground.inbox() == []
