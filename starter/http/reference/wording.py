"""What a schema takes, in a phrase: its kind, its limits, and links to the schemas that it names."""

import json
import re
from html import escape

from pydantic import JsonValue

from starter.http.reference.document import Schema


def anchor_of(method: str, path: str) -> str:
    """Of an operation; it stays as long as the operation has its address."""
    return re.sub(r"[^a-z0-9]+", "-", f"{method}{path}".lower()).strip("-")


def schema_anchor(name: str) -> str:
    return f"schema-{name}"


def prose(text: str) -> str:
    """Paragraphs, of which what stands between backticks is code."""
    return "".join(f"<p>{inline(one)}</p>\n" for one in text.split("\n\n") if one.strip())


def inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def literal(value: JsonValue) -> str:
    return code(json.dumps(value, ensure_ascii=False))


def kind(schema: Schema) -> str:
    """HTML, without a full stop."""
    if schema.name is not None:
        return f'<a href="#{escape(schema_anchor(schema.name))}">{code(schema.name)}</a>'
    if choices := schema.any_of or schema.one_of:
        said = [kind(one) for one in choices]
        return (", or " if any("," in one for one in said) else " or ").join(said)
    if schema.const is not None:
        return literal(schema.const)
    if schema.enum:
        return " or ".join(literal(one) for one in schema.enum)
    match schema.type:
        case "string":
            return _string(schema)
        case "integer" | "number":
            return schema.type + _range(schema)
        case "array":
            of = f" of {kind(schema.items)}" if schema.items is not None else ""
            return f"list{_count(schema.min_items, schema.max_items, 'item')}{of}"
        case "object":
            return f"object{_count(schema.min_fields, None, 'field')}{_others(schema)}"
        case None:
            return "any JSON"
        case other:
            return other


def _string(schema: Schema) -> str:
    if schema.format == "date-time":
        return "time (RFC 3339)"
    form = f" ({escape(schema.format)})" if schema.format else ""
    pattern = f", matching {code(schema.pattern)}" if schema.pattern is not None else ""
    return f"string{form}{_count(schema.min_length, schema.max_length, 'character')}{pattern}"


def _range(schema: Schema) -> str:
    """Each limit by itself: there may be any of them."""
    limits = (("over", schema.over), ("at least", schema.minimum), ("at most", schema.maximum))
    return "".join(f", {word} {_number(limit)}" for word, limit in limits if limit is not None)


def _number(value: float) -> str:
    """As people write it; the document has whole numbers with a point, too."""
    return f"{int(value) if value.is_integer() else value:,}"


def _count(least: int | None, most: int | None, of: str) -> str:
    said = f"{least:,} to {most:,}" if least and most is not None else ""
    if not said and most is not None:
        said = f"at most {most:,}"
    if not said and least:
        said = f"at least {least:,}"
    one = (most if most is not None else least) == 1
    return f", {said} {of}{'' if one else 's'}" if said else ""


def _others(schema: Schema) -> str:
    """What the fields hold that have no names."""
    return f" of {kind(schema.others)}" if isinstance(schema.others, Schema) else ""
