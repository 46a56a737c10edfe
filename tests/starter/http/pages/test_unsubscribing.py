"""One click: a POST unsubscribes at once and for good, a GET never does."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.address import AddressKey
from audit.erasure import erase
from engine.contracts.inputs import ConsentChange, Feedback
from engine.language.reactions import Reaction
from engine.language.terms import MARKETING, Channel
from tests.starter.http.pages.folder import FILES, write
from tests.starter.http.pages.ground import Ground, ground_in

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def test_one_click_is_stored_and_stops_all_marketing_of_the_channel(ground: Ground) -> None:
    ann = await ground.customer()
    link = ground.u(await ann.gets())
    answer = await ground.http.post(link, data=ONE_CLICK)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers and not answer.history
    [kept] = ground.inbox()
    assert isinstance(kept.input, Feedback)
    assert (kept.customer_id, kept.input.reaction, kept.input.channel) == ("ann", Reaction.UNSUBSCRIBED, "email")
    assert ann.stands("email") == "granted"
    await ann.drains()
    assert {ann.stands("email", purpose=purpose) for purpose in MARKETING} == {"denied"}
    before = len(ann.sent)
    await ann.is_proposed()
    assert len(ann.sent) == before and ann.state.proposals == []


async def test_a_held_message_is_dropped_by_it(ground: Ground) -> None:
    ann = await ground.customer(attributes={"preferences": {"max_per_week": 1}})
    link = ground.u(await ann.gets())
    await ann.is_proposed()
    assert [one.stands for one in ann.state.proposals] == ["held"]
    await ground.http.post(link, data=ONE_CLICK)
    await ann.drains()
    assert ann.state.proposals == []


async def test_a_multipart_body_and_none_at_all_count_as_well(ground: Ground) -> None:
    ann = await ground.customer()
    link = ground.u(await ann.gets())
    answer = await ground.http.post(link, files={"List-Unsubscribe": (None, "One-Click")})
    assert answer.status_code == 200
    bob = await ground.customer("bob")
    assert (await ground.http.post(ground.u(await bob.gets()))).status_code == 200
    assert {one.customer_id for one in ground.inbox()} == {"ann", "bob"}


async def test_twice_is_once_and_after_a_new_consent_it_counts_again(ground: Ground) -> None:
    ann = await ground.customer()
    link = ground.u(await ann.gets())
    for _ in range(3):
        await ground.http.post(link, data=ONE_CLICK)
    await ann.drains()
    denied = [one for one in ann.state.consents if one.status == "denied"]
    assert len(denied) == len(MARKETING)
    await ground.http.post(ground.preferences(ann.sent[0][0]), data={"channel": "email", "topic": "jazz"})
    await ann.drains()
    assert ann.stands("email") == "granted"
    await _next_second()
    await ground.http.post(link, data=ONE_CLICK)
    await ann.drains()
    assert ann.stands("email") == "denied"


async def _next_second() -> None:
    """The id of a click has the second in it."""
    now = datetime.now(UTC)
    await asyncio.sleep(1.001 - now.microsecond / 1_000_000)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_reading_changes_nothing(ground: Ground, method: str) -> None:
    ann = await ground.customer()
    command = await ann.gets()
    for link in (ground.u(command), ground.preferences(command), ground.confirm(command)):
        answer = await ground.http.request(method, link)
        assert answer.status_code == 200
    assert ground.inbox() == [] and ground.proofs() == []


async def test_the_page_has_a_button_and_the_way_to_the_preferences(ground: Ground) -> None:
    ann = await ground.customer()
    command = await ann.gets()
    text = (await ground.http.get(ground.u(command))).text
    assert "no more marketing from Blue Note by email" in text
    assert '<form method="post">' in text
    assert f'href="..{ground.preferences(command)}"' in text


async def test_a_topic_is_meant_where_the_policy_says_so(tmp_path: Path) -> None:
    policy = FILES["policy.yaml"].replace("double_opt_in: [sms]", "double_opt_in: [sms], unsubscribe_means: topic")
    async with ground_in(tmp_path, write(tmp_path / "journeys", {"policy.yaml": policy})) as ground:
        ann = await ground.customer()
        command = await ann.gets()
        asked = (await ground.http.get(ground.u(command))).text
        assert "no more from Blue Note by email about this: Jazz?" in asked
        done = (await ground.http.post(ground.u(command), data=ONE_CLICK)).text
        assert "no more from Blue Note by email about this: Jazz." in done
        page = (await ground.http.get(ground.preferences(command))).text
        assert 'name="topic" value="jazz">' in page and 'value="email" checked' in page
        await ann.drains()
        assert (ann.stands("email", "jazz"), ann.stands("email")) == ("denied", "granted")
        assert 'name="topic" value="jazz">' in (await ground.http.get(ground.preferences(command))).text


@pytest.mark.parametrize("path", ["/u/", "/preferences/", "/confirm/"])
@pytest.mark.parametrize("token", ["x", "A" * 80, "A" * 5000, "%00", "é", "..%2F"])
async def test_a_wrong_token_is_no_page(ground: Ground, path: str, token: str) -> None:
    for answer in (await ground.http.get(path + token), await ground.http.post(path + token, data=ONE_CLICK)):
        assert answer.status_code == 404


async def test_a_token_of_one_page_opens_no_other(ground: Ground) -> None:
    ann = await ground.customer()
    command = await ann.gets()
    tokens = {path.split("/")[1]: path.split("/")[2] for path in (ground.u(command), ground.preferences(command))}
    assert (await ground.http.post(f"/u/{tokens['preferences']}", data=ONE_CLICK)).status_code == 404
    assert (await ground.http.post(f"/confirm/{tokens['u']}")).status_code == 404
    assert ground.inbox() == []


async def test_of_somebody_erased_or_unknown_nothing_is_told(ground: Ground) -> None:
    ann = await ground.customer(attributes={"language": "de"})
    command = await ann.gets()
    await ground.http.post(ground.u(command), data=ONE_CLICK)
    erase(ground.doors.database, "ann", AddressKey(b"a" * 32))
    unknown = command.model_copy(update={"message_id": "0" * 32})
    for link in (ground.u, ground.preferences, ground.confirm):
        for method in ("GET", "POST"):
            gone, never = [await ground.http.request(method, link(one)) for one in (command, unknown)]
            assert (gone.status_code, gone.text) == (never.status_code, never.text)
            assert gone.status_code == 200 and "not in use any more" in gone.text
    assert ground.inbox() == []
    [proof] = ground.proofs()
    assert (proof.inputs, proof.ip, proof.page) == ((), "", "unsubscribe")


async def test_every_page_keeps_to_itself(ground: Ground) -> None:
    ann = await ground.customer()
    command = await ann.gets()
    for path in (ground.u(command), ground.preferences(command), ground.confirm(command), "/u/x"):
        headers = (await ground.http.get(path)).headers
        assert "set-cookie" not in headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"] == "noindex, nofollow"


async def test_a_message_older_than_what_is_kept_still_names_its_channel(ground: Ground) -> None:
    sms = ConsentChange(status="granted", channel=Channel.SMS, confirmed=True)
    ann = await ground.customer("ann", ConsentChange(status="granted", channel=Channel.EMAIL), sms)
    link = ground.u(await ann.gets())
    ann.state.sent.clear()
    await ground.http.post(link, data=ONE_CLICK)
    await ann.drains()
    assert (ann.stands("email"), ann.stands("sms")) == ("denied", "granted")


async def test_where_nothing_can_be_read_the_page_asks_for_patience(ground: Ground) -> None:
    ann = await ground.customer()
    link = ground.u(await ann.gets())
    with ground.doors.database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE claim RENAME TO lost")
    for answer in (await ground.http.get(link), await ground.http.post(link, data=ONE_CLICK)):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "Please try again in a moment" in answer.text and "claim" not in answer.text
