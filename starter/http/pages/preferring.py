"""The preference page: shows how she stands, and stores what she changes."""

from datetime import UTC, date, datetime
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import RedirectResponse

from engine.contracts.inputs import ConsentChange
from starter.http.pages import choosing
from starter.http.pages.choosing import EVERYTHING, Chosen, Form, read_form, stands
from starter.http.pages.form import form
from starter.http.pages.paper import HEADERS, answer, notice
from starter.http.pages.site import Texts
from starter.http.pages.standing import Standing
from starter.http.pages.storing import caller_of
from starter.http.pages.visit import Visit, Visitor

UNCHANGED = "nothing"
"""what `saved` says in an address where nothing had to be stored"""


async def show(visit: Visit, token: str) -> Response:
    """The form, as the ledger last heard and as she has chosen since; nothing changes."""

    async def page(visitor: Visitor, standing: Standing) -> Response:
        chosen = stands(visitor.published.page, standing, visitor.link.channel)
        said = _said(visitor, standing, visit.request.query_params.get("saved", ""))
        return answer(visitor.texts, visitor.texts.written.title, said + _form(visitor, standing, chosen))

    return await visit.opened(visit.site.links.read_preferences(token), page)


async def take(visit: Visit, token: str) -> Response:
    """Stores what is different, and leads back to the page, which says so."""

    async def page(visitor: Visitor, standing: Standing) -> Response:
        posted = await visit.request.form()
        fields: dict[str, list[str]] = {}
        for name, value in posted.multi_items():
            if isinstance(value, str):
                fields.setdefault(name, []).append(value)
        return await _stored(visit, visitor, standing, fields)

    return await visit.opened(visit.site.links.read_preferences(token), page)


async def _stored(visit: Visit, visitor: Visitor, standing: Standing, fields: Form) -> Response:
    page, texts, came_over = visitor.published.page, visitor.texts, visitor.link.channel
    leaflet = visit.leaflet(visitor, standing, "preferences")
    caller = caller_of(visit.request)
    if EVERYTHING in fields.get("do", ()):
        text = texts("everything_saved")
        return _back(await leaflet.said(text, choosing.everything(), {}, caller, trigger=page.saved))
    before = stands(page, standing, came_over)
    chosen, faults = read_form(page, fields, before, _today())
    if faults:
        body = form(page, texts, standing, chosen, _today(), faults)
        return answer(texts, texts.written.title, body, status=422, problem=True)
    consents = choosing.consents_of(page, before, chosen, standing, came_over)
    attributes = choosing.attributes_of(page, before, chosen, standing)
    if consents or attributes:
        text = _wording(texts, before, chosen, consents)
        return _back(await leaflet.said(text, consents, attributes, caller, trigger=page.saved))
    if page.saved is not None:
        await leaflet.triggered(page.saved)
    return _back(UNCHANGED)


def _wording(texts: Texts, before: Chosen, chosen: Chosen, consents: list[ConsentChange]) -> str:
    """What the page said about what she changed: whole agreements, and each box by its label."""
    agreed = [one.channel for one in consents if one.status == "granted" and one.topic is None]
    lines = [texts.agreement(one) for one in dict.fromkeys(agreed) if one is not None]
    lines += [f"− {texts.channel(one)}" for one in sorted(before.channels - chosen.channels)]
    topics = texts.written.topics
    lines += [f"+ {topics[one]}" for one in sorted(chosen.topics - before.topics)]
    lines += [f"− {topics[one]}" for one in sorted(before.topics - chosen.topics)]
    return "\n".join([texts.written.title, *lines])


def _said(visitor: Visitor, standing: Standing, saved: str) -> str:
    """What was stored just now, if it was hers."""
    texts = visitor.texts
    if saved == UNCHANGED:
        return notice(texts("saved"), texts("unchanged"))
    proof = next((one for one in standing.proofs if one.proof_id == saved), None)
    if proof is None or proof.page != "preferences":
        return ""
    everything = any(one.consents == tuple(choosing.everything()) for one in proof.inputs if one.kind == "identify")
    return notice(texts("saved"), texts("everything_saved" if everything else "saved_text"))


def _form(visitor: Visitor, standing: Standing, chosen: Chosen) -> str:
    return form(visitor.published.page, visitor.texts, standing, chosen, _today())


def _back(saved: str) -> Response:
    """Relative: whatever stands before these paths at the public address stays."""
    return RedirectResponse(f"?saved={quote(saved)}", 303, HEADERS)


def _today() -> date:
    return datetime.now(UTC).date()
