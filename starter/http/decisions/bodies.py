"""What departments send: ask, confirm, release, report, each by itself or in a batch."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Ask, Confirm, Elsewhere, Release, Report
from engine.language.terms import Channel, Purpose
from engine.language.written import Name
from engine.model import Frozen, Instant
from starter.http.bodies import At, Body, CustomerId, Text
from starter.http.problems import ProblemDetails
from starter.ports import Taken

MOST = 100
"""of one batch"""

OwnId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=135, pattern=r"^[^\x00-\x1f\x7f]+$"),
    Field(
        description="The department's own, and the same for the same thing: sent again it changes nothing. The same id "
        "of another department is something else",
        examples=["repair-17"],
    ),
]


def id_of(department: str, own: str) -> str:
    """Each department has its ids for itself: nobody reads, confirms or releases what another one asked for."""
    return f"{department}/{own}"


class _OfCustomer(At):
    customer: CustomerId
    id: OwnId


class _OfAsk(_OfCustomer):
    department: Name | None = Field(
        None, description="Whose ask it is; needed with a key that speaks for all departments", examples=["store"]
    )


class _Message(_OfCustomer):
    message: Name = Field(description="Its key in the department's own system", examples=["repair-finished"])
    department: Name = Field(examples=["store"])
    purpose: Purpose = Field(examples=["service"])
    tags: tuple[Name, ...] = Field((), max_length=50)
    topics: tuple[Name, ...] = Field((), max_length=50)
    priority: int = Field(50, ge=0, le=100)

    @property
    def what(self) -> Elsewhere:
        return Elsewhere.model_validate({name: getattr(self, name) for name in Elsewhere.model_fields})


class AskBody(_Message):
    """May this be sent now?"""

    do: Literal["ask"] = "ask"
    channels: tuple[Channel, ...] = Field(
        min_length=1, max_length=20, description="The first that passes is the answer's", examples=[["sms", "email"]]
    )
    address: Text | None = Field(None, description="Where it goes; the customer's own, if it is left out")
    ttl: float = Field(600, gt=0, le=86_400, description="Seconds for which the place is reserved")
    wait: float = Field(10, ge=1, le=30, description="Seconds for which an answer is waited for")

    def spoken(self) -> Ask:
        return Ask(
            id=id_of(self.department, self.id),
            at=self.instant,
            what=self.what,
            channels=self.channels,
            address=self.address,
            ttl=self.ttl,
        )


class ConfirmBody(_OfAsk):
    """What was asked for has been sent, at `at`."""

    id: OwnId = Field(examples=["repair-17-sent"])
    do: Literal["confirm"] = "confirm"
    ask: OwnId = Field(description="The id of the ask")

    def spoken(self, department: str) -> Confirm:
        return Confirm(id=id_of(department, self.id), at=self.instant, ask=id_of(department, self.ask))


class ReleaseBody(_OfAsk):
    """It will not be sent: the place is free again."""

    id: OwnId = Field(examples=["repair-17-off"])
    do: Literal["release"] = "release"
    ask: OwnId = Field(description="The id of the ask, or of the report that planned it")

    def spoken(self, department: str) -> Release:
        return Release(id=id_of(department, self.id), at=self.instant, ask=id_of(department, self.ask))


class ReportBody(_Message):
    """It was sent without asking, or is going to be."""

    do: Literal["report"] = "report"
    channel: Channel = Field(examples=["sms"])
    sent_at: Instant = Field(description="In the future: it is planned")

    def spoken(self) -> Report:
        return Report(
            id=id_of(self.department, self.id),
            at=self.instant,
            what=self.what,
            channel=self.channel,
            sent_at=self.sent_at,
        )


Word = Annotated[AskBody | ConfirmBody | ReleaseBody | ReportBody, Field(discriminator="do")]


class Batch(Body):
    words: tuple[Word, ...] = Field(
        min_length=1, max_length=MOST, description="Those of one customer are carried out in their order"
    )


class TakenIn(Frozen):
    """What became of an input."""

    id: str
    taken: Taken


class Result(Frozen):
    """Of one word of a batch; `status` is what it would have been answered by itself."""

    id: str
    status: int
    answer: AskAnswer | None = Field(None, exclude_if=lambda value: value is None)
    taken: Taken | None = Field(None, exclude_if=lambda value: value is None)
    problem: ProblemDetails | None = Field(None, exclude_if=lambda value: value is None)


class Results(Frozen):
    """In the order of the batch."""

    results: tuple[Result, ...]
