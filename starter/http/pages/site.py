"""What the pages go by: the links, what is published, and the words of a language."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.publications import SqlShelf
from engine.definitions import Definitions
from engine.language.preferences import PageTexts, Preferences, PreferencesPart
from engine.language.terms import Channel
from starter.errors import NothingPublished
from starter.http.doors import Doors, links_of

_PLAIN = Preferences(preferences="plain", languages=("en",))


@dataclass(frozen=True)
class Published:
    """The page in force; without one of its own it offers nothing but to unsubscribe."""

    number: int
    """of the catalogue; 0: nothing is published"""
    page: Preferences
    texts: Mapping[str, PageTexts]


class Site:
    """One for each process that answers; what is published is read once for each number."""

    def __init__(self, doors: Doors) -> None:
        self.doors = doors
        self.definitions = Definitions(SqlShelf(doors.database))
        self.links = links_of(doors)
        self._plain = {"en": _plain_texts(doors.settings.mail_from_name)}
        self._published = Published(0, _PLAIN, self._plain)

    @property
    def last(self) -> Published:
        """As it was last read, for when nothing can be read."""
        return self._published

    async def published(self) -> Published:
        """What is in force, as the doors know it."""
        try:
            known = await self.doors.published.in_force()
        except NothingPublished:
            return self._published
        if known.number != self._published.number:
            self._published = await asyncio.to_thread(self._read, known.number)
        return self._published

    def _read(self, number: int) -> Published:
        name = self.definitions.catalogue(number).preferences
        if name is None:
            return Published(number, _PLAIN, self._plain)
        part = PreferencesPart.model_validate_json(self.definitions.shelf.part(name))
        return Published(number, part.definition, part.texts)


def _plain_texts(sender: str | None) -> PageTexts:
    return PageTexts(
        sender=sender or "us",
        title="What you receive",
        agreement="I agree to receive marketing from {sender} by {channel}. I can take this back at any time.",
    )


@dataclass(frozen=True)
class Texts:
    """The texts of one language, with what is put into them."""

    language: str
    written: PageTexts

    def __call__(self, word: str, **more: str) -> str:
        """A word by its name, filled in."""
        return self.fill(getattr(self.written.words, word), **more)

    def fill(self, text: str, **more: str) -> str:
        """What stands in braces and is not known stays as it is written."""
        for name, value in {"sender": self.written.sender, **more}.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def channel(self, channel: Channel) -> str:
        return self.written.channels.get(channel, channel.value)

    def agreement(self, channel: Channel) -> str:
        return self.fill(self.written.agreement, channel=self.channel(channel))


def texts_for(published: Published, wanted: Iterable[object]) -> Texts:
    """In the first language that is wanted and there, else in the page's first."""
    there = {language.lower(): language for language in published.texts}
    for one in wanted:
        plain = one.replace("_", "-").lower() if isinstance(one, str) else ""
        for asked in (plain, plain.partition("-")[0]):
            if asked in there:
                return Texts(there[asked], published.texts[there[asked]])
    first = published.page.languages[0]
    return Texts(first, published.texts[first])


def accepted_languages(header: str) -> list[str]:
    """What a browser would like, best first; what it refuses is left out."""
    weighed: list[tuple[float, int, str]] = []
    for at, part in enumerate(header[:1_000].split(",")):
        language, _, quality = part.strip().partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=")) if quality else 1.0
        except ValueError:
            weight = 0.0
        if language and weight > 0:
            weighed.append((-weight, at, language.strip()))
    return [language for _, _, language in sorted(weighed)]
