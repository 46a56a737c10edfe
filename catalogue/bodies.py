"""Which templates a message needs for each of its channels."""

from engine.language.message import Message
from engine.language.parts import TaskParts
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
PUSH_TITLE = "push.title"
PUSH_URL = "push.url"


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
    """The templates that stand in `message.yaml` itself, by the names that `named` and `line` give them."""
    fall_back = message.languages[0] if message.languages else None
    found: dict[str, str] = {}
    for language in message.languages or (None,):
        if message.email is not None:
            found[line(SUBJECT, language)] = in_language(message.email.subject, language, fall_back)
            found[named(PREHEADER, language)] = in_language(message.email.preheader, language, fall_back)
        if message.push is not None:
            found[line(PUSH_TITLE, language)] = in_language(message.push.title, language, fall_back)
            found[line(PUSH_URL, language)] = in_language(message.push.url, language, fall_back)
        for channel in (Channel.CALL, Channel.ADVISER, Channel.STORE):
            task = message.task(channel)
            if isinstance(task, TaskParts) and task.who:
                found[line(who_of(channel), language)] = in_language(task.who, language, fall_back)
    return found


def who_of(channel: Channel) -> str:
    """The name of the template that says who is to do a task."""
    return f"{channel.value}.who"


def line(name: str, language: str | None) -> str:
    """The name of a template of one line, such as the subject's."""
    return f"{name}.{language}" if language else name
