"""The signed links of a message: unsubscribe, preference page, confirmation; and the two email headers of RFC 8058."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr

from channels.unsubscribe_tokens import LinkToken, LinkTokens
from engine.contracts.parcel import Parcel
from engine.contracts.unsubscribing import CONFIRM_FOR, CONFIRM_URL, PREFERENCES_URL, UNSUBSCRIBE_URL
from engine.language.terms import Channel


def _utc_now() -> datetime:
    return datetime.now(UTC)


class UnsubscribeSettings(BaseModel):
    """Where the links lead (`<base_url>/u/<token>`, …) and the keys that sign them, the newest first.

    Links in mails already sent stop working when the key that signed them is taken out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: HttpUrl
    key: SecretStr = Field(min_length=16)
    """several, separated by commas"""


class UnsubscribeLinks:
    """Makes the links and reads their tokens back."""

    def __init__(self, settings: UnsubscribeSettings, now: Callable[[], datetime] = _utc_now) -> None:
        """`now` is the process's clock: from it the confirmation's time is counted."""
        self._base = str(settings.base_url).rstrip("/")
        keys = [key.strip() for key in settings.key.get_secret_value().split(",") if key.strip()]
        self._unsubscribe, self._preferences, self._confirm = (
            LinkTokens(purpose, keys) for purpose in ("unsubscribe", "preferences", "confirm")
        )
        self._now = now

    def link(self, message_id: str, channel: Channel) -> str:
        """The GET of it shows a page, the POST unsubscribes: scanners fetch links."""
        return f"{self._base}/u/{self._unsubscribe.sign(LinkToken(message_id=message_id, channel=channel))}"

    def preferences(self, message_id: str, channel: Channel) -> str:
        """The page on which she says what she wants; it never stops."""
        return f"{self._base}/preferences/{self.preferences_token(message_id, channel)}"

    def confirmation(self, message_id: str, channel: Channel) -> str:
        """Confirms what waits for it on this channel; it stops after `CONFIRM_FOR`."""
        until = self._now().replace(microsecond=0) + timedelta(seconds=CONFIRM_FOR)
        token = LinkToken(message_id=message_id, channel=channel, until=until)
        return f"{self._base}/confirm/{self._confirm.sign(token)}"

    def filled(self, text: str, message_id: str, channel: Channel) -> str:
        """The text with the links of this message where their places are."""
        places = (
            (UNSUBSCRIBE_URL, self.link),
            (PREFERENCES_URL, self.preferences),
            (CONFIRM_URL, self.confirmation),
        )
        for place, make in places:
            if place in text:
                text = text.replace(place, make(message_id, channel))
        return text

    def email_headers(self, parcel: Parcel) -> dict[str, str]:
        """`List-Unsubscribe` and `List-Unsubscribe-Post`, as every marketing email has them."""
        return {
            "List-Unsubscribe": f"<{self.link(parcel.message_id, Channel.EMAIL)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    def read(self, token: str) -> LinkToken | None:
        """What the token of an unsubscribe link stands for; None for one that was not made with these keys."""
        return self._unsubscribe.read(token)

    def read_preferences(self, token: str) -> LinkToken | None:
        return self._preferences.read(token)

    def read_confirmation(self, token: str) -> LinkToken | None:
        """Also one whose time is over: its `until` says so."""
        return self._confirm.read(token)

    def preferences_token(self, message_id: str, channel: Channel) -> str:
        """For the way from one page to the other."""
        return self._preferences.sign(LinkToken(message_id=message_id, channel=channel))
