"""Unsubscribe links: read back what was signed, and nothing else."""

import base64

import pytest
from pydantic import HttpUrl, SecretStr, ValidationError

from channels.unsubscribe import UnsubscribeLinks, UnsubscribeSettings, Unsubscription
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
    assert links().read(token_of(link)) == Unsubscription(message_id=message_id, channel=channel)


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


def test_a_short_key_is_refused_and_never_shown() -> None:
    with pytest.raises(ValidationError, match="at least 16"):
        links("short")
    settings = UnsubscribeSettings(base_url=HttpUrl("https://links.shop.test"), key=SecretStr("a" * 32))
    assert "aaaa" not in repr(settings)
