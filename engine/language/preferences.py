"""The page on which a customer says what she wants, `preferences.yaml`, and its texts in each language."""

from typing import Annotated, Final

from pydantic import Field, StringConstraints, model_validator

from engine.language.durations import Duration
from engine.language.preference_words import Words
from engine.language.terms import Channel
from engine.language.wording import Language
from engine.language.written import Name, TriggerType
from engine.model import Frozen, Written

MAX_PER_WEEK: Final = "customer.preferences.max_per_week"
PAUSED_UNTIL: Final = "customer.preferences.paused_until"
INTERESTS: Final = "customer.interests"
"""What the page writes, as rules and journeys read it."""

AS_IT_COMES: Final = "any"
"""the choice without a limit, among the texts of the frequency"""

Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000, strip_whitespace=True)]


class Preferences(Written):
    """What the page offers; every text of it stands in `preferences.<language>.yaml`."""

    preferences: Name
    languages: tuple[Language, ...] = Field(min_length=1)
    """The first is the fall-back."""
    channels: tuple[Channel, ...] = ()
    topics: tuple[Name, ...] = ()
    """Topics of messages that she can do without."""
    frequency: tuple[Annotated[int, Field(ge=1, le=100)], ...] = ()
    """How many marketing messages a week at most, to choose from: `customer.preferences.max_per_week`."""
    pause: Duration | None = None
    """How long a break can be: `customer.preferences.paused_until`."""
    interests: tuple[Name, ...] = ()
    """What `customer.interests` can hold."""
    language: bool = False
    """Whether she can choose the language of what she gets: `customer.language`."""
    saved: TriggerType | None = None
    """The trigger that saving gives rise to."""

    @model_validator(mode="after")
    def _each_once(self) -> "Preferences":
        for name in ("languages", "channels", "topics", "frequency", "interests"):
            offered = getattr(self, name)
            if len(set(offered)) < len(offered):
                raise ValueError(f"{name}: something is offered twice")
        return self


class PageTexts(Written):
    """What the pages say in one language; a name that is offered has a text of its own."""

    sender: Text
    """Who writes to her, as she knows it."""
    title: Text
    intro: Text | None = None
    agreement: Text
    """What she agrees to when she switches a channel on or confirms; `{channel}` and `{sender}` are put in."""
    contact: Text | None = None
    """The last line of every page: who is responsible, and where."""
    channels: dict[Channel, Text] = Field(default_factory=dict)
    topics: dict[Name, Text] = Field(default_factory=dict)
    frequency: dict[str, Text] = Field(default_factory=dict)
    """By number, and under `any` the choice without a limit."""
    interests: dict[Name, Text] = Field(default_factory=dict)
    languages: dict[Language, Text] = Field(default_factory=dict)
    """Each in its own language."""
    words: Words = Words()
    """The words that every page has; left out they are English."""


class PreferencesPart(Frozen):
    """The published page: what it offers and what it says, under one hash."""

    definition: Preferences
    texts: dict[Language, PageTexts]
