"""Asks the stand-in of a mail provider which messages it took."""

from collections import Counter

import aiohttp
from pydantic import BaseModel, ValidationError

from channels.sendgrid.payload import MESSAGE_ID
from starter.errors import DoorError

_AT_ONCE = 10_000
_WITHIN = aiohttp.ClientTimeout(total=60)


class ProviderSilent(DoorError):
    """Nothing there that tells of its mails."""


class _Mail(BaseModel):
    custom_args: dict[str, str]


class _Page(BaseModel):
    mails: list[_Mail]
    next: int | None


async def mails_at(base_url: str) -> Counter[str]:
    """Message id → mails; those that are not of this product have none. Raises ProviderSilent."""
    found: Counter[str] = Counter()
    after: int | None = 0
    try:
        async with aiohttp.ClientSession(timeout=_WITHIN) as session:
            while after is not None:
                page = await _page(session, f"{base_url.rstrip('/')}/_standin/mails?after={after}&limit={_AT_ONCE}")
                found.update(mail.custom_args[MESSAGE_ID] for mail in page.mails if MESSAGE_ID in mail.custom_args)
                after = page.next
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise ProviderSilent(
            f"--provider {base_url!r} does not tell of its mails ({type(error).__name__}): name the stand-in's "
            "address, such as http://127.0.0.1:8025; SendGrid itself cannot be asked for what it took"
        ) from error
    return found


async def _page(session: aiohttp.ClientSession, url: str) -> _Page:
    async with session.get(url) as answer:
        answer.raise_for_status()
        try:
            return _Page.model_validate_json(await answer.read())
        except ValidationError as error:
            raise ValueError("no list of mails") from error
