"""Follows an error's location through models and data: which keys may stand there, and where it is."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, JsonValue

from catalogue.faults import Path

Location = tuple[int | str, ...]
"""Where pydantic saw an error: keys and positions, mixed with the tags of unions."""


def keys_at(root: type[BaseModel], location: Location) -> set[str]:
    """The keys of the models that can stand at a location below `root`, as they are written."""
    return {key for model in _models_at(root, location) for key in _fields(model)}


def _models_at(root: type[BaseModel], location: Location) -> set[type[BaseModel]]:
    models = {root}
    for part in location:
        if isinstance(part, int):
            continue
        tagged = {model for model in models if part in _fields(model)}
        if len(tagged) < len(models) and tagged:
            models = tagged  # it told them apart: the tag, and not yet the key of that name
            continue
        below = {found for model in tagged for found in _models_in(_fields(model)[part])}
        models = below or models
    return models


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def data_path(data: JsonValue, location: Location, seen: object) -> Path:
    """The way through the written data to the value that was `seen` at a location.

    A tag of a union is no key of the data although it often has the name of one, and a short form
    (`wait: 3d`) has fewer levels than its model. So parts may be skipped, and of all ways the deepest
    to that value is taken.
    """
    reached: dict[Path, JsonValue] = {(): data}
    for part in location:
        steps = ((path, _step(value, part)) for path, value in reached.items())
        reached = reached | {(*path, part): step[0] for path, step in steps if step}
    exact = [path for path, value in reached.items() if value is seen or (_plain(seen) and value == seen)]
    return max(exact or reached, key=len)


def _step(value: JsonValue, part: int | str) -> tuple[JsonValue] | None:
    match value:
        case dict() if isinstance(part, str) and part in value:
            return (value[part],)
        case list() if isinstance(part, int) and part < len(value):
            return (value[part],)
        case _:
            return None


def _plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)
