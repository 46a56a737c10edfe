"""Unions of written forms that are told apart by the key that only one of them has."""

from collections.abc import Mapping

from pydantic import BaseModel, Discriminator


def by_key(what: str, forms: Mapping[str, type[BaseModel]], also: Mapping[str, str] | None = None) -> Discriminator:
    """A discriminator over `forms` (key → model); `also` maps further keys to a form's own key."""
    keys = {key: key for key in forms} | dict(also or {})
    by_type = {model: key for key, model in forms.items()}

    def tag(value: object) -> str | None:
        if isinstance(value, BaseModel):
            return by_type.get(type(value))
        if isinstance(value, Mapping):
            found = [keys[key] for key in value if key in keys]
            return found[0] if len(set(found)) == 1 else None
        return None

    return Discriminator(
        tag,
        custom_error_type="form",
        custom_error_message=f"not {what}: it needs exactly one of the keys {', '.join(keys)}",
    )
