"""Renders a published message for one customer."""

import re
from dataclasses import dataclass
from threading import Lock

from liquid import BoundTemplate
from liquid.exceptions import LiquidError

from catalogue.bodies import PREHEADER, SUBJECT, bodies_for, inline_templates
from catalogue.liquid_text import RenderError, compile_text, render_text
from catalogue.variables import Variables, variables_for
from engine.contracts.commands import Facts
from engine.contracts.ports import ContentFault, Rendered, Shelf
from engine.language.message import Message, MessagePart
from engine.language.terms import Channel

MAX_SUBJECT = 900
"""characters; a header line has at most 998"""
_BODY_TAG = re.compile(r"<body[^>]*>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class _Parsed:
    """A message part with its templates parsed."""

    message: Message
    templates: dict[str, BoundTemplate]


class LiquidRenderer:
    """A Renderer over a shelf; each content hash is parsed once in a process."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._parsed: dict[str, _Parsed] = {}
        self._lock = Lock()

    def render(self, content: str, channel: Channel, facts: Facts) -> Rendered:
        """Raises ContentFault naming message, body and variable; PartMissing from the shelf."""
        parsed = self._read(content)
        variables = variables_for(parsed.message, facts)
        bodies = {name: _render(parsed, name, variables) for name in bodies_for(channel)}
        html = next((text for name, text in bodies.items() if name.endswith(".html")), "")
        text = next((text for name, text in bodies.items() if name.endswith(".txt")), "")
        if channel is not Channel.EMAIL:
            return Rendered(html=html, text=text)
        preheader = _render(parsed, PREHEADER, variables)
        return Rendered(subject=_subject(parsed, variables), html=_with_preheader(html, preheader), text=text)

    def _read(self, content: str) -> _Parsed:
        with self._lock:
            known = self._parsed.get(content)
        if known is None:
            known = _parse(MessagePart.model_validate_json(self._shelf.part(content)))
            with self._lock:
                self._parsed[content] = known
        return known


def _parse(part: MessagePart) -> _Parsed:
    sources = {body.name: body.template for body in part.bodies} | inline_templates(part.definition)
    templates: dict[str, BoundTemplate] = {}
    for name, source in sources.items():
        try:
            templates[name] = compile_text(source, name)
        except LiquidError as error:
            where = f"message {part.definition.message!r}, {name}"
            raise ContentFault(f"{where}: the template does not parse: {error.message}") from error
    return _Parsed(part.definition, templates)


def _render(parsed: _Parsed, name: str, variables: Variables) -> str:
    key = parsed.message.message
    template = parsed.templates.get(name)
    if template is None:
        raise ContentFault(f"message {key!r} has no {name}: add the file beside message.yaml")
    try:
        return render_text(template, variables)
    except RenderError as error:
        line = f", line {error.line}" if error.line else ""
        raise ContentFault(f"message {key!r}, {name}{line}: {error}") from error


def _subject(parsed: _Parsed, variables: Variables) -> str:
    """One line: a value with a line break must not become a header of its own."""
    key = parsed.message.message
    subject = " ".join(_CONTROL.sub(" ", _render(parsed, SUBJECT, variables)).split())
    if not subject:
        raise ContentFault(f"message {key!r}, subject: it is empty for this customer")
    if len(subject) > MAX_SUBJECT:
        raise ContentFault(f"message {key!r}, subject: {len(subject)} characters, {MAX_SUBJECT} at most")
    return subject


def _with_preheader(html: str, preheader: str) -> str:
    """What the inbox shows beside the subject: first in the body, and hidden in the mail itself."""
    if not preheader.strip():
        return html
    hidden = f'<div style="display:none;max-height:0;overflow:hidden">{preheader}</div>'
    body = _BODY_TAG.search(html)
    at = body.end() if body else 0
    return html[:at] + hidden + html[at:]
