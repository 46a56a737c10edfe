"""What bodies of requests are made of: unknown fields are refused, ids and names can be stored."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from engine.model import Frozen, Instant

CustomerId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(description="The customer's own opaque id, never an address", examples=["customer-4711"]),
]
InputId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$"),
    Field(description="Yours, and the same for the same thing: sent again it changes nothing", examples=["order-17"]),
]
EXAMPLE_OF_MESSAGE_ID = "b1946ac92492d2347c6235b4d2611184"
Text = Annotated[str, StringConstraints(max_length=1_000, pattern=r"^[^\x00]*$")]


class Body(Frozen):
    """A request's body: a field that is not known is an error, so that no slip goes unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class At(Body):
    at: Instant | None = Field(None, description="When it happened; now, if it is left out")

    @property
    def instant(self) -> datetime:
        return self.at or datetime.now(UTC)
