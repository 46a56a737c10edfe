"""Unsubscribe links: read back what was signed, and nothing else."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import HttpUrl, SecretStr, ValidationError

from channels.unsubscribe import UnsubscribeLinks, UnsubscribeSettings
from channels.unsubscribe_tokens import LinkToken, LinkTokens
from engine.language.terms import Channel


def links(key: str = "a" * 32, base_url: str = "https://links.shop.test/mail") -> UnsubscribeLinks:
    return UnsubscribeLinks(UnsubscribeSettings(base_url=HttpUrl(base_url), key=SecretStr(key)))


def token_of(link: str) -> str:
    return link.rsplit("/", 1)[1]


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
@pytest.mark.parametrize("message_id", ["0f" * 16, "x", "with:colon"])
def test_a_link_is_read_back(channel: Channel, message_id: str) -> None:
    link = links().link(message_id, channel)
    assert link.startswith("https://links.shop.test/mail/u/")
    assert links().read(token_of(link)) == LinkToken(message_id=message_id, channel=channel)


def test_every_changed_character_spoils_it() -> None:
    token = token_of(links().link("0f" * 16, Channel.EMAIL))
    for at, character in enumerate(token):
        changed = token[:at] + ("A" if character != "A" else "B") + token[at + 1 :]
        assert links().read(changed) is None


def test_a_token_of_another_key_says_nothing() -> None:
    assert links("b" * 32).read(token_of(links().link("0f" * 16, Channel.EMAIL))) is None


@pytest.mark.parametrize("token", ["", "A", "====", "not base64!", "é", "A" * 5000])
def test_what_is_no_token_says_nothing(token: str) -> None:
    assert links().read(token) is None


def test_an_unsigned_token_says_nothing() -> None:
    forged = base64.urlsafe_b64encode(b"\0" * 16 + b"email:" + b"0f" * 16).decode().rstrip("=")
    assert links().read(forged) is None


def test_each_kind_of_link_has_tokens_of_its_own() -> None:
    one = links()
    tokens = {
        one.read: token_of(one.link("m", Channel.EMAIL)),
        one.read_preferences: token_of(one.preferences("m", Channel.EMAIL)),
        one.read_confirmation: token_of(one.confirmation("m", Channel.EMAIL)),
    }
    for read, own in tokens.items():
        assert [token for token in tokens.values() if read(token) is not None] == [own]


def test_only_a_confirmation_has_a_time_and_it_is_signed() -> None:
    one = UnsubscribeLinks(
        UnsubscribeSettings(base_url=HttpUrl("https://links.shop.test"), key=SecretStr("a" * 32)),
        lambda: datetime(2026, 4, 14, 8, 0, 0, 999, tzinfo=UTC),
    )
    token = token_of(one.confirmation("with:colon@x", Channel.SMS))
    until = datetime(2026, 4, 21, 8, tzinfo=UTC)
    expected = LinkToken(message_id="with:colon@x", channel=Channel.SMS, until=until)
    assert one.read_confirmation(token) == expected
    for other in (
        one.read(token_of(one.link("m", Channel.EMAIL))),
        one.read_preferences(one.preferences_token("m", Channel.SMS)),
    ):
        assert other is not None and other.until is None
    prolonged = expected.model_copy(update={"until": until.replace(year=2030)})
    later = LinkTokens("confirm", ["b" * 32]).sign(prolonged)
    assert one.read_confirmation(later) is None


def test_a_new_key_in_front_leaves_the_links_of_before_alive() -> None:
    old, new = links("a" * 32), links(f"{'b' * 32}, {'a' * 32}")
    written = token_of(old.link("m", Channel.EMAIL))
    assert new.read(written) == old.read(written)
    assert links("b" * 32).read(token_of(new.link("m", Channel.EMAIL))) is not None
    assert old.read(token_of(new.link("m", Channel.EMAIL))) is None


@given(token=st.text(max_size=200))
def test_whatever_is_asked_for_says_nothing(token: str) -> None:
    one = links()
    assert (one.read(token), one.read_preferences(token), one.read_confirmation(token)) == (None, None, None)


@given(message_id=st.text("abc:@-_é ", min_size=1, max_size=80), at=st.integers(0, 200))
def test_a_token_is_the_only_spelling_of_what_it_says(message_id: str, at: int) -> None:
    one = links()
    token = one.preferences_token(message_id, Channel.EMAIL)
    read = one.read_preferences(token)
    assert read is not None and read.message_id == message_id
    changed = token[: at % len(token)] + "-" + token[at % len(token) + 1 :]
    assert changed == token or one.read_preferences(changed) is None
    assert one.read_preferences(token + "=") is None


def test_a_short_key_is_refused_and_never_shown() -> None:
    with pytest.raises(ValidationError, match="at least 16"):
        links("short")
    settings = UnsubscribeSettings(base_url=HttpUrl("https://links.shop.test"), key=SecretStr("a" * 32))
    assert "aaaa" not in repr(settings)
