"""A scenario in a later cycle of the calendar: the test server's clock cannot be set back."""

import re
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, JsonValue

from catalogue.definitions import Definitions, Placed
from engine.contracts.answers import Answer, NotNow
from engine.contracts.journal import RuleLook
from engine.language.policy import Policy
from starter.demo.shift import CYCLE_YEARS, Shift
from trials.scenarios.happening import Witnessed
from trials.scenarios.script import Script

_DATE = re.compile(r"(\d{4})(-\d{2}-\d{2}(?:[T ].*)?)")
_INSTANTS = ("at", "sent_at")

Word = TypeVar("Word", bound=BaseModel)


class Moved:
    """The same weekdays of the same calendar, so many times 28 years on; dates in words and rules move along."""

    def __init__(self, script: Script, shift: Shift) -> None:
        self.script = script
        self._shift = shift

    def ahead(self, at: datetime) -> datetime:
        return self._shift.ahead(at)

    def word(self, word: Word) -> Word:
        """Its instants, and whatever reads as a date in what it says."""
        written = word.model_dump(mode="json")
        moved = {key: self._dates(value) for key, value in written.items() if key not in _INSTANTS}
        instants = {key: self.ahead(getattr(word, key)) for key in _INSTANTS if key in written}
        return type(word).model_validate({**moved, **instants})

    def answer(self, answer: Answer) -> Answer:
        """A provider's, on the server's clock."""
        if isinstance(answer, NotNow) and answer.until is not None:
            return answer.model_copy(update={"until": self.ahead(answer.until)})
        return answer

    def definitions(self, definitions: Definitions) -> Definitions:
        """With the dates of the policy moved."""
        written = definitions.policy.model.model_dump(mode="json", by_alias=True)
        policy = Policy.model_validate(self._dates(written), by_alias=True, by_name=False)
        return replace(definitions, policy=Placed(policy, definitions.policy.source))

    def back(self, one: Witnessed) -> Witnessed:
        """What happened, in the scenario's own time."""
        happening = one.happening
        until = None if happening.until is None else self._shift.back(happening.until)
        at = self._shift.back(happening.at)
        moved = happening.model_copy(update={"at": at, "until": until})
        return Witnessed(happening=moved, rules=tuple(self._look(look) for look in one.rules))

    def _look(self, look: RuleLook) -> RuleLook:
        """With what it read."""
        until = None if look.until is None else self._shift.back(look.until)
        evidence = self._dates(look.evidence, -self._shift.cycles)
        return look.model_copy(update={"until": until, "evidence": evidence})

    def _dates(self, value: JsonValue, cycles: int | None = None) -> JsonValue:
        later = self._shift.cycles if cycles is None else cycles
        match value:
            case str() if (date := _DATE.fullmatch(value)) is not None:
                return f"{int(date[1]) + later * CYCLE_YEARS:04}{date[2]}"
            case dict():
                return {key: self._dates(below, cycles) for key, below in value.items()}
            case list():
                return [self._dates(below, cycles) for below in value]
            case _:
                return value
