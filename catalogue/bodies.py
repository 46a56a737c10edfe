"""Which templates a message needs for each of its channels."""

from engine.language.message import Message
from engine.language.terms import Channel

_NEEDED = {
    Channel.EMAIL: ("email.html", "email.txt"),
    Channel.MAIL: ("mail.html",),
    Channel.WEBSITE: ("website.html",),
}
SUBJECT = "email.subject"
PREHEADER = "email.preheader.html"


def bodies_for(channel: Channel) -> tuple[str, ...]:
    """The names of the files that a channel takes; most channels carry one plain text."""
    return _NEEDED.get(channel, (f"{channel.value}.txt",))


def inline_templates(message: Message) -> dict[str, str]:
    """The templates that stand in `message.yaml` itself."""
    if message.email is None:
        return {}
    return {SUBJECT: message.email.subject, PREHEADER: message.email.preheader}
