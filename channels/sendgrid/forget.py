"""Has SendGrid delete what it keeps of recipients: its Recipients' Data Erasure."""

import json
import re
from collections.abc import Iterator, Sequence

from channels.http_post import PooledPost, Reply
from engine.contracts.ports import Forgetting

PATH = "/v3/recipients/erasejob"
MOST = 500
"""addresses in one request: SendGrid takes 5,000 or 256 kB"""

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")


class SendGridForgetting:
    """Asking again for what is deleted already is taken as well."""

    def __init__(self, http: PooledPost, base_url: str, headers: dict[str, str]) -> None:
        self._http = http
        self._url = f"{base_url.rstrip('/')}{PATH}"
        self._headers = headers

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        for some in _batches(sorted({one.strip() for one in addresses if _ADDRESS.fullmatch(one.strip())})):
            said = await self._http.post(self._url, json.dumps({"email_addresses": some}).encode(), self._headers)
            match said:
                case Reply(status=200 | 201 | 202):
                    continue
                case Reply(status=403 | 404):
                    return Forgetting(
                        taken=False,
                        detail=f"SendGrid answers {said.status}: the key needs the scope recipients.erasejob.create, "
                        "which older accounts get from SendGrid's support",
                    )
                case Reply(status=status):
                    return Forgetting(taken=False, detail=f"SendGrid answers {status}")
                case _:
                    return Forgetting(taken=False, detail=f"SendGrid cannot be reached: {said.detail}")
        return Forgetting(taken=True)


def _batches(addresses: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(addresses), MOST):
        yield list(addresses[first : first + MOST])
