"""The names of a message's files: a channel or a block, a language, a form."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

ENDINGS = ("html", "mjml", "txt")


class FileName(NamedTuple):
    """`email.de.mjml` is the stem `email`, the language `de`, the ending `mjml`."""

    stem: str
    language: str | None
    ending: str

    def __str__(self) -> str:
        return ".".join(part for part in self if part)


def file_name(text: str) -> FileName | None:
    """None for a file that is not of a message."""
    match text.split("."):
        case [stem, ending] if ending in ENDINGS:
            return FileName(stem, None, ending)
        case [stem, language, ending] if ending in ENDINGS:
            return FileName(stem, language, ending)
        case _:
            return None


def in_language(stem: str, ending: str, languages: tuple[str, ...], language: str | None) -> tuple[FileName, ...]:
    """Where a text of a language is looked for: its own file, then the fall-back's."""
    fall_back = languages[0] if languages else None
    return tuple(dict.fromkeys((FileName(stem, language, ending), FileName(stem, fall_back, ending))))


def first_of(names: tuple[FileName, ...], files: Mapping[str, str]) -> FileName | None:
    """The first that is there."""
    return next((name for name in names if str(name) in files), None)


def language_for(wanted: object, languages: Collection[str]) -> str | None:
    """The one of a message's languages for what a customer's profile says: `de-AT` is served with `de`.

    The first one where she has none of them or none is known; None for a message in one language.
    """
    if isinstance(wanted, str):
        plain = wanted.replace("_", "-").lower()
        for asked in (plain, plain.partition("-")[0]):
            for language in languages:
                if language.lower() == asked:
                    return language
    return next(iter(languages), None)
