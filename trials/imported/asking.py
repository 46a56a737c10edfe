"""Asks a customer's state whether messages may be sent, one after another, and confirms those that may."""

from datetime import datetime

from engine.absorb import absorb
from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Ask, Confirm, Input
from engine.contracts.journal import Decided
from engine.customer.state import CustomerState
from engine.deadline import deadline
from engine.decide import decide
from engine.definitions import Definitions


class Asking:
    """One customer under a virtual clock; `decided` has every decision. Nothing is ever sent from here.

    A rehearsal would have every journal written and answered; here nobody reads them, so they are thrown away.
    """

    def __init__(self, state: CustomerState, definitions: Definitions) -> None:
        self.decided: list[Decided] = []
        self._state = state
        self._definitions = definitions

    def take(self, entry: Input, at: datetime) -> None:
        """Let the clock run to `at`, then take an input in."""
        while (due := deadline(self._state)) is not None and due < at:
            self._decide(due)
        absorb(self._state, entry, at, self._definitions)

    def ask(self, ask: Ask) -> AskAnswer:
        """Answered as any department would be; what may be sent, is."""
        self.take(ask, ask.at)
        self._decide(ask.at)
        answer = self._state.answers[ask.id].answer
        if answer.verdict == "send":
            sent = Confirm(id=f"sent {ask.id}", at=ask.at, ask=ask.id)
            absorb(self._state, sent, ask.at, self._definitions)
        return answer

    def _decide(self, at: datetime) -> None:
        decide(self._state, at, self._definitions)
        self.decided += [one for one in self._state.journal if isinstance(one, Decided)]
        self._state.journal.clear()
        self._state.carriers.clear()
