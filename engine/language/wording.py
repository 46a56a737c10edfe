"""What a message says in one language or in several: a text, or a text for each language."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Discriminator, Field, StringConstraints, Tag

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
"""An IETF tag: a language, with a country where it matters: `de`, `pt-BR`."""


def _tag(value: object) -> str | None:
    match value:
        case str():
            return "text"
        case Mapping():
            return "languages"
        case _:
            return None


_EITHER = Discriminator(
    _tag,
    custom_error_type="form",
    custom_error_message="not a text, and not a text for each language: write a text in quotes",
)
_NotEmpty = Annotated[str, Field(min_length=1, max_length=500)]

Line = Annotated[
    Annotated[_NotEmpty, Tag("text")] | Annotated[dict[Language, _NotEmpty], Tag("languages")],
    _EITHER,
]
"""A text that may not be empty."""

Lines = Annotated[Annotated[str, Tag("text")] | Annotated[dict[Language, str], Tag("languages")], _EITHER]


def in_language(written: str | Mapping[str, str], language: str | None, fall_back: str | None) -> str:
    """The text in a language; where it is not written, in the fall-back's."""
    if isinstance(written, str):
        return written
    return written.get(language or "", written.get(fall_back or "", ""))
