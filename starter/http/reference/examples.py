"""Examples of calls, made of what the document itself says: its examples, choices and constants."""

import json
import re
import shlex
from urllib.parse import quote

from pydantic import JsonValue

from starter.http.reference.document import Discriminator, Document, Operation, Schema

JSON = "application/json"
ADDRESS, KEY = "TWOSTEP", "KEY"
"""the shell's names for what differs from one installation to the other"""

_MOMENT = "2026-04-14T08:20:00Z"


class NoExample(LookupError):
    """The document does not say enough to make one that would be taken."""


def curl(document: Document, method: str, path: str, operation: Operation) -> str:
    """The command, in lines that a shell takes. Raises NoExample."""
    lines = [f'curl "${ADDRESS}{_filled(document, path, operation)}"']
    if operation.security:
        lines.append(f'-H "Authorization: Bearer ${KEY}"')
    if operation.body is not None:
        lines += [f"-H 'Content-Type: {JSON}'", f"-d {shlex.quote(_body(document, operation))}"]
    elif method != "GET":
        lines.append(f"-X {method}")
    return " \\\n  ".join(lines)


def _filled(document: Document, path: str, operation: Operation) -> str:
    values = {one.name: str(value_of(document, one.shape)) for one in operation.parameters if one.place == "path"}
    return re.sub(r"\{(\w+)\}", lambda found: quote(values[found[1]], safe=""), path)


def _body(document: Document, operation: Operation) -> str:
    assert operation.body is not None
    media = operation.body.content.get(JSON)
    if media is None:
        raise NoExample
    value = media.example if media.example is not None else value_of(document, media.shape)
    return json.dumps(value, ensure_ascii=False)


def value_of(document: Document, schema: Schema) -> JsonValue:
    """A value that fits, with every field that is required or has an example. Raises NoExample."""
    if schema.examples:
        return schema.examples[0]
    if schema.const is not None:
        return schema.const
    if schema.enum:
        return schema.enum[0]
    if schema.name is not None:
        return value_of(document, document.whole(schema))
    if schema.one_of and schema.discriminator is not None:
        return _told_apart(document, schema.one_of[0], schema.discriminator)
    match schema.type:
        case "object" if schema.properties:
            return _object(document, schema)
        case "array" if schema.items is not None:
            return [value_of(document, schema.items)]
        case "boolean":
            return True
        case "string" if schema.format == "date-time":
            return _MOMENT
        case _:
            raise NoExample


def _told_apart(document: Document, schema: Schema, by: Discriminator) -> JsonValue:
    value = value_of(document, schema)
    named = next((word for word, ref in by.mapping.items() if ref == schema.ref), None)
    if named is None or not isinstance(value, dict):
        raise NoExample
    return {by.field: named, **value}


def _object(document: Document, schema: Schema) -> JsonValue:
    return {
        name: value_of(document, one)
        for name, one in schema.properties.items()
        if name in schema.required or one.examples
    }
