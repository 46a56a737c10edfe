"""What has to be known to send by SendGrid."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, SecretStr

_PLAIN_ADDRESS = re.compile(r"[\x21-\x7e]+@[A-Za-z0-9.-]+")


def _plain_address(value: str) -> str:
    if not _PLAIN_ADDRESS.fullmatch(value):
        raise ValueError(
            f"MAIL_FROM {value!r} is not a plain address: write hello@example.com; the name goes separately, "
            "and SendGrid takes ASCII only here"
        )
    return value


class SendGridSettings(BaseModel):
    """The account and the sender; time-outs in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    api_key: SecretStr = Field(min_length=1)
    base_url: HttpUrl
    """`https://api.sendgrid.com`, or `https://api.eu.sendgrid.com` for EU regional subusers"""
    mail_from: Annotated[str, AfterValidator(_plain_address)]
    from_name: str | None = None
    subuser: Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,100}$")] | None = None
    """on whose behalf it is sent; None: the account that the key is of"""
    connect_timeout: float = Field(default=5.0, gt=0)
    total_timeout: float = Field(default=10.0, gt=0, le=15)
    """of one request; the lease of a claim has to be longer"""
