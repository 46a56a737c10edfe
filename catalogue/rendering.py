"""Renders a message part for one customer: her language, her blocks, her values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from liquid import BoundTemplate
from liquid.exceptions import LiquidError

from catalogue.bodies import (
    PREHEADER,
    PUSH_TITLE,
    PUSH_URL,
    SUBJECT,
    bodies_for,
    inline_templates,
    line,
    named,
    who_of,
)
from catalogue.liquid_text import RenderError, compile_text, render_text
from catalogue.mail.attached import attachments
from catalogue.mail.links import scripts, track_html, track_text
from catalogue.mail.naming import language_for
from catalogue.mail.text_part import text_of
from catalogue.task_terms import task_terms
from catalogue.variables import Variables, variables_for
from engine.contracts.facts import Facts
from engine.contracts.parcel import Attachment, Rendered, TaskTerms
from engine.contracts.ports import ContentFault
from engine.language.message import Message, MessagePart
from engine.language.parts import Tracking
from engine.language.terms import Channel

MAX_SUBJECT = 900
"""characters; a header line has at most 998"""
_BODY_TAG = re.compile(r"<body[^>]*>", re.IGNORECASE)
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+|/[^\s<>\"]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class Prepared:
    """A message part with its templates parsed."""

    message: Message
    templates: Mapping[str, BoundTemplate]
    links: Mapping[str, str]
    attachments: tuple[Attachment, ...] = ()


def prepare(part: MessagePart) -> Prepared:
    """Raises ContentFault for a template that does not parse."""
    sources = {body.name: body.template for body in part.bodies} | inline_templates(part.definition)
    templates: dict[str, BoundTemplate] = {}
    for name, source in sources.items():
        try:
            templates[name] = compile_text(source, name)
        except LiquidError as error:
            where = f"message {part.definition.message!r}, {name}"
            raise ContentFault(f"{where}: the template does not parse: {error.message}") from error
    return Prepared(part.definition, templates, part.links, attachments(part))


def render(prepared: Prepared, channel: Channel, facts: Facts, language: str | None = None) -> Rendered:
    """In the customer's language unless one is named. Raises ContentFault naming message, body and variable."""
    message = prepared.message
    one = _Rendering(prepared, variables_for(message, facts), _language(message, facts, language))
    match channel:
        case Channel.EMAIL:
            return one.email()
        case Channel.PUSH:
            return one.push()
        case Channel.SMS:
            return one.plain(channel).model_copy(
                update={"valid_for": _seconds(message.sms.valid_for if message.sms else None)}
            )
        case _:
            return one.plain(channel).model_copy(update={"task": one.task(channel, facts)})


def _seconds(span: timedelta | None) -> float | None:
    return span.total_seconds() if span is not None else None


def _language(message: Message, facts: Facts, language: str | None) -> str | None:
    return language_for(language or facts.customer.get("language"), message.languages)


@dataclass(frozen=True)
class _Rendering:
    """One rendering for one customer."""

    prepared: Prepared
    variables: Variables
    language: str | None

    def email(self) -> Rendered:
        name = self._in_language("email.html")
        html = track_html(self._render(name), self.prepared.links)
        preheader = self._render(named(PREHEADER, self.language))
        text = self._text(name, html)
        parts = self.prepared.message.email
        track = parts.track if parts is not None and parts.track is not None else Tracking()
        return Rendered(
            subject=self._line(SUBJECT),
            html=_with_preheader(html, preheader),
            text=text,
            headers={"Reply-To": parts.reply_to} if parts is not None and parts.reply_to else {},
            attachments=self.prepared.attachments,
            track_opens=track.opens == "yes",
            track_clicks=track.clicks == "yes",
        )

    def push(self) -> Rendered:
        parts = self.prepared.message.push
        plain = self.plain(Channel.PUSH)
        if parts is None:  # published before push messages had titles
            return plain
        return plain.model_copy(
            update={
                "subject": self._line(PUSH_TITLE),
                "url": self._url(),
                "urgency": parts.urgency,
                "valid_for": _seconds(parts.valid_for),
            }
        )

    def task(self, channel: Channel, facts: Facts) -> TaskTerms | None:
        terms = task_terms(self.prepared.message, channel, facts)
        if terms is None or line(who_of(channel), self.language) not in self.prepared.templates:
            return terms
        return terms.model_copy(update={"who": self._one_line(who_of(channel))})

    def plain(self, channel: Channel) -> Rendered:
        name = self._in_language(bodies_for(channel)[0])
        body = self._render(name)
        return Rendered(html=body) if name.endswith(".html") else Rendered(text=body)

    def _text(self, html_name: str, html: str) -> str:
        """As it is written in the language of the HTML, or made from it."""
        written = html_name.removesuffix(".html") + ".txt"
        if written in self.prepared.templates:
            return track_text(self._render(written), self.prepared.links)
        return text_of(html)

    def _in_language(self, body: str) -> str:
        """The name of a body in her language, else in the fall-back's."""
        name = named(body, self.language)
        if name in self.prepared.templates or not self.prepared.message.languages:
            return name
        return named(body, self.prepared.message.languages[0])

    def _render(self, name: str) -> str:
        key = self.prepared.message.message
        template = self.prepared.templates.get(name)
        if template is None:
            raise ContentFault(f"message {key!r} has no {name}: add the file beside message.yaml")
        try:
            text = render_text(template, self.variables)
        except RenderError as error:
            line = f", line {error.line}" if error.line else ""
            raise ContentFault(f"message {key!r}, {name}{line}: {error}") from error
        if name.endswith(".html") and any(scripts(text)):
            raise ContentFault(f"message {key!r}, {name}: a value makes a link run a script")
        return text

    def _line(self, name: str) -> str:
        """One line that may not be empty."""
        text = self._one_line(name)
        if not text:
            raise ContentFault(f"{self._where(name)}: it is empty for this customer")
        return text

    def _one_line(self, name: str) -> str:
        """A value with a line break must not become a header of its own."""
        text = " ".join(_CONTROL.sub(" ", self._render(line(name, self.language))).split())
        if len(text) > MAX_SUBJECT:
            raise ContentFault(f"{self._where(name)}: {len(text)} characters, {MAX_SUBJECT} at most")
        return text

    def _where(self, name: str) -> str:
        return f"message {self.prepared.message.message!r}, {name.rpartition('.')[2]}"

    def _url(self) -> str:
        """Where a click leads; a value must not make it run a script."""
        url = self._render(line(PUSH_URL, self.language)).strip()
        if url and not _WEB_ADDRESS.fullmatch(url):
            raise ContentFault(
                f"message {self.prepared.message.message!r}, push.url: write an address (https://…) or a path (/…)"
            )
        return url


def _with_preheader(html: str, preheader: str) -> str:
    """What the inbox shows beside the subject: first in the body, and hidden in the mail itself."""
    if not preheader.strip():
        return html
    hidden = f'<div style="display:none;max-height:0;overflow:hidden">{preheader}</div>'
    body = _BODY_TAG.search(html)
    at = body.end() if body else 0
    return html[:at] + hidden + html[at:]
