"""The one spelling of a definition as JSON, so that equal content has an equal hash."""

import json

from pydantic import BaseModel


def canonical(model: BaseModel) -> str:
    """Sorted keys, no spaces, every default written out: what is hashed, stored and read back."""
    return json.dumps(
        model.model_dump(mode="json", by_alias=True),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
