"""One click (RFC 8058) and its page: the GET only shows, whatever fetches it; the POST unsubscribes at once."""

from typing import Literal

from fastapi import Response

from starter.http.pages.paper import answer, button, link, paragraph
from starter.http.pages.standing import Standing
from starter.http.pages.visit import Visit, Visitor


async def show(visit: Visit, token: str) -> Response:
    """A page with a button; nothing changes."""

    async def page(visitor: Visitor, standing: Standing) -> Response:
        return answer(
            visitor.texts,
            visitor.texts("unsubscribe"),
            paragraph(_said(visitor, standing, "unsubscribe"))
            + f'<form method="post">{_one_click()}{button(visitor.texts("unsubscribe_button"))}</form>'
            + _way_on(visit, visitor),
        )

    return await visit.opened(visit.site.links.read(token), page)


async def take(visit: Visit, token: str) -> Response:
    """200 without a redirect, for mail programs as for people; again it changes nothing more."""

    async def page(visitor: Visitor, standing: Standing) -> Response:
        text = _said(visitor, standing, "unsubscribed")
        await visit.leaflet(visitor, standing, "unsubscribe").opted_out(text)
        return answer(visitor.texts, visitor.texts("unsubscribed"), paragraph(text) + _way_on(visit, visitor))

    return await visit.opened(visit.site.links.read(token), page)


def _said(visitor: Visitor, standing: Standing, done: Literal["unsubscribe", "unsubscribed"]) -> str:
    """What the click means, or meant: by the policy all marketing of the channel, or the message's topics."""
    texts, topics = visitor.texts, standing.withdrawn_topics
    named = ", ".join(texts.written.topics.get(one, one) for one in topics)
    word = f"{done}_topics_text" if topics else f"{done}_text"
    return texts(word, channel=texts.channel(visitor.link.channel), topics=named)


def _one_click() -> str:
    return '<input type="hidden" name="List-Unsubscribe" value="One-Click">'


def _way_on(visit: Visit, visitor: Visitor) -> str:
    token = visit.site.links.preferences_token(visitor.link.message_id, visitor.link.channel)
    return link(f"../preferences/{token}", visitor.texts("to_preferences"))
