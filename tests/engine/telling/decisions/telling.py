"""The decisions of a life as `explain` tells them."""

from zoneinfo import ZoneInfo

from engine.contracts.journal import Decided
from engine.telling.decisions.context import Context
from engine.telling.decisions.fate import Fate
from engine.telling.decisions.paragraph import paragraph
from engine.telling.titles import Titles
from tests.engine.lives import Life

BERLIN = ZoneInfo("Europe/Berlin")


def paragraphs(she: Life, message: str, fates: dict[str, Fate] | None = None) -> list[str]:
    """Of every decision about a message, in order."""
    decided = [one for one in she.entries if isinstance(one, Decided)]
    known = {one.message_id: _fate(one) for one in decided} | (fates or {})
    about = [one for one in decided if one.message == message]
    return [
        " ".join(paragraph(one, context(she, one, known), following))
        for one, following in zip(about, [*about[1:], None], strict=True)
    ]


def context(she: Life, one: Decided, fates: dict[str, Fate]) -> Context:
    definitions = she.definitions
    return Context(
        at=one.at, zone=BERLIN, titles=Titles(definitions, 1), fates=fates, policy=definitions.policy(one.catalogue)
    )


def _fate(one: Decided) -> Fate:
    sent_at = one.at if one.verdict == "send" else None
    return Fate(message=one.message, department=one.department, channel=one.channel, sent_at=sent_at)
