"""Double opt-in: the page that a confirmation link opens, and what its button says."""

from datetime import UTC, datetime
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import RedirectResponse

from channels.unsubscribe_tokens import LinkToken
from engine.contracts.inputs import ConsentChange
from engine.customer.marks import KeptConsent
from engine.identity import digest
from starter.http.pages.agreeing import agreed
from starter.http.pages.paper import HEADERS, answer, button, paragraph, told
from starter.http.pages.site import Texts
from starter.http.pages.standing import Standing
from starter.http.pages.storing import caller_of
from starter.http.pages.visit import Visit, Visitor

SOURCE = "confirmation"


async def show(visit: Visit, token: str) -> Response:
    """The wording and a button; nothing changes, whatever fetches it."""

    async def page(visitor: Visitor, standing: Standing) -> Response:
        texts, link = visitor.texts, visitor.link
        if _done(standing, token, visit.request.query_params.get("confirmed", "")):
            return told(texts, "confirmed")
        if not standing.unconfirmed(link.channel):
            return told(texts, "nothing_to_confirm")
        if _is_over(link):
            return told(texts, "too_old", status=410)
        asked = paragraph(_wording(texts, standing, link))
        form = f'<form method="post">{button(texts("confirm_button"))}</form>'
        return answer(texts, texts("confirm"), asked + form + paragraph(texts("confirm_hint")))

    return await visit.opened(visit.site.links.read_confirmation(token), page)


async def take(visit: Visit, token: str) -> Response:
    """What waited for it when the message was decided is granted, with its proof."""

    async def page(visitor: Visitor, standing: Standing) -> Response:
        link, waiting = visitor.link, standing.unconfirmed(visitor.link.channel)
        if not waiting:
            done = _done(standing, token, _proof(token))
            return _back(token) if done else told(visitor.texts, "nothing_to_confirm")
        if _is_over(link):
            return told(visitor.texts, "too_old", status=410)
        leaflet = visit.leaflet(visitor, standing, "confirm")
        wording = _wording(visitor.texts, standing, link)
        consents = [change for one in waiting for change in _confirmed(standing, one, link)]
        await leaflet.said(wording, consents, {}, caller_of(visit.request), id=_proof(token))
        return _back(token)

    return await visit.opened(visit.site.links.read_confirmation(token), page)


def _confirmed(standing: Standing, waiting: KeptConsent, link: LinkToken) -> list[ConsentChange]:
    return agreed(
        standing.consents,
        link.channel,
        source=SOURCE,
        purpose=waiting.purpose,
        topic=waiting.topic,
        confirmed=True,
        since=waiting.at,
    )


def _wording(texts: Texts, standing: Standing, link: LinkToken) -> str:
    """The agreement, and the topics where it is of some only."""
    topics = [one.topic for one in standing.unconfirmed(link.channel)]
    named = [texts.written.topics.get(one, one) for one in topics if one is not None]
    only = f" ({', '.join(named)})" if named and len(named) == len(topics) else ""
    return texts.agreement(link.channel) + only


def _proof(token: str) -> str:
    """The same link confirms once."""
    return f"page-{digest('confirm', token)}"


def _done(standing: Standing, token: str, proof: str) -> bool:
    return proof == _proof(token) and any(one.proof_id == proof for one in standing.proofs)


def _is_over(link: LinkToken) -> bool:
    return link.until is None or link.until <= datetime.now(UTC)


def _back(token: str) -> Response:
    return RedirectResponse(f"?confirmed={quote(_proof(token))}", 303, HEADERS)
