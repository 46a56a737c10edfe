"""Which templates a message needs for each of its channels."""

from engine.language.message import Message
from engine.language.terms import Channel
from engine.language.wording import in_language

_NEEDED = {
    Channel.EMAIL: ("email.html",),
    Channel.MAIL: ("mail.html",),
    Channel.WEBSITE: ("website.html",),
}
_TAKEN = {Channel.EMAIL: ("email.html", "email.txt")}
SUBJECT = "email.subject"
PREHEADER = "email.preheader.html"


def bodies_for(channel: Channel) -> tuple[str, ...]:
    """The names of the bodies that a channel must have; most channels carry one plain text."""
    return _NEEDED.get(channel, (f"{channel.value}.txt",))


def taken_by(channel: Channel) -> tuple[str, ...]:
    """The names of the bodies that a channel can have: a mail's text is made from its HTML unless it is written."""
    return _TAKEN.get(channel, bodies_for(channel))


def named(body: str, language: str | None) -> str:
    """The body of a language: `email.html` is `email.de.html`."""
    stem, _, ending = body.rpartition(".")
    return f"{stem}.{language}.{ending}" if language else body


def inline_templates(message: Message) -> dict[str, str]:
    """The templates that stand in `message.yaml` itself, by the names that `named` gives them."""
    if message.email is None:
        return {}
    fall_back = message.languages[0] if message.languages else None
    found: dict[str, str] = {}
    for language in message.languages or (None,):
        found[subject(language)] = in_language(message.email.subject, language, fall_back)
        found[named(PREHEADER, language)] = in_language(message.email.preheader, language, fall_back)
    return found


def subject(language: str | None) -> str:
    """The name of the subject's template."""
    return f"{SUBJECT}.{language}" if language else SUBJECT
