"""What a scenario begins with: who the customers are, which rules hold, what the world answers."""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    Tag,
    model_validator,
)

from catalogue.scenarios.times import At
from engine.identity import check_customer_id
from engine.language.terms import Channel, Purpose
from engine.language.written import Name
from engine.model import Attributes, Written

CustomerId = Annotated[str, AfterValidator(check_customer_id)]
Status = Literal["pending", "granted", "denied"]


class ConsentGiven(Written):
    """A consent; what is left open stands for every purpose, channel or topic."""

    status: Status
    purpose: Purpose | None = None
    channel: Channel | None = None
    topic: str | None = None
    confirmed: bool = False
    """from the address itself, where the policy wants a double opt-in"""


def _granted(value: object) -> object:
    return {"status": "granted", "purpose": value} if isinstance(value, str) else value


def _consents_kind(value: object) -> str:
    return "word" if isinstance(value, str) else "list"


class Person(BaseModel):
    """A customer; every further key is an attribute of the profile. Where nothing else is said she can be reached by
    email, phone and push, and lives in the scenario's zone."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, JsonValue]

    id: CustomerId
    consents: Annotated[
        Annotated[Literal["all", "none"], Tag("word")]
        | Annotated[tuple[Annotated[ConsentGiven, BeforeValidator(_granted)], ...], Tag("list")],
        Discriminator(_consents_kind),
    ] = "none"

    @property
    def attributes(self) -> Attributes:
        return dict(self.__pydantic_extra__)


class Earlier(Written):
    """A message of the folder that was sent before; it counts, and nothing else is known of it."""

    at: At
    message: Name
    channel: Channel = Channel.EMAIL
    customer: CustomerId | None = None


class ProviderAnswer(Written):
    """What the provider answers to the next delivery of a message; after the last of them it accepts."""

    message: Name
    channel: Channel | None = None
    customer: CustomerId | None = None
    answer: Literal["accepted", "refused", "misconfigured", "unknown", "not_now"]
    """`refused`: for this recipient; `misconfigured`: our account or settings are at fault"""
    until: At | None = None
    """of `not_now`"""
    suppress: bool = False
    """of `refused`: the provider says that the address does not exist"""

    @model_validator(mode="after")
    def _fits(self) -> "ProviderAnswer":
        if self.until is not None and self.answer != "not_now":
            raise ValueError("until: only `not_now` has it")
        if self.suppress and self.answer != "refused":
            raise ValueError("suppress: only `refused` has it")
        return self


class Paused(Written):
    """What an operator has paused: exactly one thing."""

    everything: Literal[True] | None = None
    journey: Name | None = None
    message: Name | None = None
    channel: Channel | None = None
    department: Name | None = None

    @model_validator(mode="after")
    def _one(self) -> "Paused":
        if len(self.model_fields_set) != 1:
            raise ValueError("not one thing that is paused: write everything, or one journey, message, channel, …")
        return self


PausedForm = Annotated[Paused, BeforeValidator(lambda value: {"everything": True} if value == "everything" else value)]


class Given(Written):
    """`policy` and `journeys` are those of the folder where nothing else is said."""

    zone: str | None = None
    """of every time in the file, and of the customers; the policy's where it is not said"""
    policy: str | Attributes | None = None
    """a file beside this one, or keys that stand in the place of the folder's"""
    journeys: tuple[Name, ...] | None = None
    """those that are published; none but these"""
    customer: Person | None = None
    customers: tuple[Person, ...] = ()
    since: At | None = None
    """when the customers become known; a day before the first line of `when` where it is not said"""
    sent: tuple[Earlier, ...] = ()
    lookups: dict[Name, Attributes | None] = Field(default_factory=dict)
    """what each finds; nothing where it is not named"""
    answers: tuple[ProviderAnswer, ...] = ()
    paused: tuple[PausedForm, ...] = ()

    @property
    def people(self) -> tuple[Person, ...]:
        return self.customers if self.customer is None else (self.customer,)

    @model_validator(mode="after")
    def _somebody(self) -> "Given":
        if (self.customer is None) == (not self.customers):
            raise ValueError("who is it about: write either `customer` or `customers`")
        ids = [person.id for person in self.people]
        if len(set(ids)) < len(ids):
            raise ValueError("customers: two have the same id")
        return self
