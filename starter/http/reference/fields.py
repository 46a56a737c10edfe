"""Schemas as lists of their fields, which can be read on a small phone as well."""

from collections.abc import Iterable
from html import escape

from starter.http.reference.document import Parameter, Schema
from starter.http.reference.wording import code, kind, literal, prose


def fields(schema: Schema) -> str:
    """Of an object, with those of objects inside it; nothing for what has none of its own."""
    rows = [_row(name, kind(one), one, one.said, name in schema.required) for name, one in schema.properties.items()]
    return _list(rows) + ("<p>Any other field is refused.</p>\n" if schema.others is False else "")


def parameters(found: Iterable[Parameter]) -> str:
    """With where each stands: in the path, in the query, in a header."""
    return _list(
        _row(one.name, f"{escape(one.place)}: {kind(one.shape)}", one.shape, one.description, one.required)
        for one in found
    )


def terms(found: Iterable[tuple[str, str]]) -> str:
    """Names and what they mean, both as HTML."""
    return _list(f"<div><dt>{name}</dt>\n<dd>{means}</dd></div>\n" for name, means in found)


def _row(name: str, takes: str, schema: Schema, said: str, required: bool) -> str:
    needed = ' <strong class="needed">required</strong>' if required else ""
    has_none = required or schema.default in (None, "", [], {})
    default = "" if has_none else f"<p>Left out, it is {literal(schema.default)}.</p>\n"
    return (
        f'<div><dt>{code(name)}{needed}</dt>\n<dd><p class="kind">{takes}</p>\n'
        f"{prose(said)}{default}{_inside(schema)}</dd></div>\n"
    )


def _inside(schema: Schema) -> str:
    """The fields of an object that has no name of its own."""
    if schema.items is not None:
        return _inside(schema.items)
    return fields(schema) if schema.properties else ""


def _list(rows: Iterable[str]) -> str:
    inside = "".join(rows)
    return f"<dl>\n{inside}</dl>\n" if inside else ""
