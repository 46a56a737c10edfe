"""What has to be known to send by Twilio."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, SecretStr

_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
_SENDER = re.compile(r"\+[1-9]\d{6,14}|\d{3,8}|(?=[^\d]*[A-Za-z])[A-Za-z0-9 &_+-]{1,11}")


def _sender(value: str) -> str:
    if not (_SERVICE.fullmatch(value) or _SENDER.fullmatch(value)):
        raise ValueError(
            f"TWILIO_SENDER {value!r}: write a number (+4915112345678), a short code, a name of up to 11 letters, "
            "or a messaging service (MG and 32 hex digits)"
        )
    return value


class TwilioSettings(BaseModel):
    """The account and the sender; time-outs in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account_sid: str = Field(pattern=r"^AC[0-9a-fA-F]{32}$")
    auth_token: SecretStr = Field(min_length=1)
    base_url: HttpUrl
    """`https://api.twilio.com`"""
    sender: Annotated[str, AfterValidator(_sender)]
    public_url: HttpUrl
    """where Twilio tells what became of a message"""
    connect_timeout: float = Field(default=5.0, gt=0)
    total_timeout: float = Field(default=10.0, gt=0, le=15)
    """of one request; the lease of a claim has to be longer"""

    @property
    def service(self) -> bool:
        """Whether a messaging service chooses the sender."""
        return _SERVICE.fullmatch(self.sender) is not None
