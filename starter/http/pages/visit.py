"""One request for a page: whose link it is, and in which language it is answered."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request, Response

from audit.consent_proofs import Page
from channels.unsubscribe_tokens import LinkToken
from starter.http.pages.paper import told
from starter.http.pages.site import Published, Site, Texts, accepted_languages, texts_for
from starter.http.pages.standing import Standing, standing_of
from starter.http.pages.storing import Leaflet


@dataclass(frozen=True)
class Visitor:
    """Somebody who came by a link of ours; `standing` is None where nobody can be told any more."""

    link: LinkToken
    published: Published
    texts: Texts
    standing: Standing | None


class Visit:
    """Reads; changes nothing."""

    def __init__(self, site: Site, request: Request) -> None:
        self.site = site
        self.request = request
        self._languages = accepted_languages(request.headers.get("accept-language", ""))

    async def texts(self) -> Texts:
        """For somebody of whom nothing is known."""
        return texts_for(await self.site.published(), self._languages)

    async def opened(
        self, link: LinkToken | None, page: Callable[[Visitor, Standing], Awaitable[Response]]
    ) -> Response:
        """The page, for somebody whose link it is; a link that is none, or leads nowhere any more, says so."""
        if link is None:
            return told(await self.texts(), "no_page", status=404)
        visitor = await self.visitor(link)
        if visitor.standing is None:
            return told(visitor.texts, "not_in_use")
        return await page(visitor, visitor.standing)

    async def visitor(self, link: LinkToken) -> Visitor:
        published = await self.site.published()
        standing = await asyncio.to_thread(
            standing_of,
            self.site.doors.database,
            self.site.definitions,
            published.number,
            link.message_id,
            link.channel,
        )
        known = standing.attributes.get("language") if standing is not None else None
        return Visitor(link, published, texts_for(published, [known, *self._languages]), standing)

    def leaflet(self, visitor: Visitor, standing: Standing, page: Page) -> Leaflet:
        """On which what she chooses is stored."""
        link = visitor.link
        return Leaflet(self.site.doors, standing, page, link.message_id, link.channel, visitor.texts.language)
