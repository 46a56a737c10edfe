"""The inbox over the mails that were taken: what is asked for, found and shown."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from aiohttp import web

from standins.inbox.board_model import Place as ChannelPlace
from standins.inbox.frame import caged
from standins.inbox.model import VIEWS, WIDTHS, Inbox, Listed, Message, Place, View
from standins.inbox.page import inbox_page
from standins.sendgrid.mailbox import Mail, Mailbox
from standins.sendgrid.messages import counts, message_of

PER_PAGE = 50

_INSIDE = re.compile(r"""cid:([^"'\s<>)]+)""")


class Pages:
    """The inbox, a mail in it, and the mail's own markup."""

    def __init__(
        self,
        mailbox: Mailbox,
        *,
        counted: bool = False,
        provider: str = "SendGrid",
        places: Callable[[], Sequence[ChannelPlace]] = tuple,
    ) -> None:
        """`counted`: somebody is told what a reader does; `places` are those of all channels, if there are others."""
        self._mailbox = mailbox
        self._counted = counted
        self._provider = provider
        self._places = places

    async def mails(self, request: web.Request) -> web.Response:
        """Newest first; `?to=` (a recipient's address, or a part of some), `?page=` from 1."""
        place = Place(to=_wanted(request), all_chosen="to" in request.query)
        found = self._mailbox.numbers(place.to)
        return inbox_page(self._inbox(place, self._listed(found, _page(request))))

    async def mail(self, request: web.Request) -> web.Response:
        """Beside the list of `?to=`; `?view=` and `?width=` as the page's own links have them."""
        mail = self._found(request)
        found = self._mailbox.numbers(wanted := _wanted(request))
        if mail.number not in found:
            found = self._mailbox.numbers(wanted := "")
        shown: View = "look" if mail.html else "text"
        place = Place(
            to=wanted,
            view=next((view for view in VIEWS if view == request.query.get("view")), shown),
            width=next((width for width in WIDTHS if width == request.query.get("width")), "desktop"),
        )
        listed = self._listed(found, found.index(mail.number) // PER_PAGE + 1)
        return inbox_page(self._inbox(place, listed, message_of(mail, self._counted)))

    async def html_part(self, request: web.Request) -> web.Response:
        """With its images; the pixel by which an opening is counted comes last, as at SendGrid."""
        mail = self._found(request)
        html = _INSIDE.sub(lambda found: mail.images.get(found[1], found[0]), mail.html)
        pixel = f"{request.scheme}://{request.host}/mails/{mail.number}/open.gif"
        return caged(html, pixel if self._counted and counts(mail, "open_tracking") else "")

    def _inbox(self, place: Place, listed: Listed, opened: Message | None = None) -> Inbox:
        chosen = self._mailbox.recipients.get(place.to)
        return Inbox(
            provider=self._provider,
            place=place,
            total=len(self._mailbox),
            recipients=self._mailbox.recipients.found("" if chosen else place.to),
            chosen=chosen,
            listed=listed,
            opened=opened,
            places=self._places(),
            now=datetime.now(UTC),
        )

    def _listed(self, found: Sequence[int], page: int) -> Listed:
        pages = max(1, -(-len(found) // PER_PAGE))
        at = min(max(page, 1), pages)
        mails = [mail for number in found[(at - 1) * PER_PAGE : at * PER_PAGE] if (mail := self._mailbox.get(number))]
        return Listed([message_of(mail) for mail in mails], len(found), at, pages)

    def _found(self, request: web.Request) -> Mail:
        mail = self._mailbox.get(int(request.match_info["number"]))
        if mail is None:
            raise web.HTTPNotFound(text="there is no such mail\n")
        return mail


def _wanted(request: web.Request) -> str:
    return request.query.get("to", "").strip()


def _page(request: web.Request) -> int:
    written = request.query.get("page", "1")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 1
