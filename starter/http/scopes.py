"""What an API key may be made for."""

from typing import Literal, get_args

Scope = Literal["events", "browser", "consents", "decisions", "customers", "journeys", "operate"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
