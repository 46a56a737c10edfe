"""A life with letters that can be asked back, and what the printer says to that."""

from collections.abc import Mapping

from pydantic import JsonValue

from engine.contracts.answers import NotNow, Recorded, Withdrawal
from engine.contracts.commands import Command, Record, Withdraw
from engine.contracts.inputs import Input, Journaled, Withdrawn
from engine.contracts.journal import Corrected
from tests.engine.books import Books, Step, journey, message, send, wait
from tests.engine.lives import Life

POLICY = {"channels": {"mail": {"cut_off": "24h"}, "email": {}}}
CARD = message("card", channels=["mail"], cancel_on=["returned"])
HOME: dict[str, JsonValue] = {"street": "Am Born 1", "city": "Hamburg"}
AWAY: dict[str, JsonValue] = {"street": "Kirchgasse 2", "city": "Bonn"}


class Post(Life):
    """Letters are asked back; the answer is what the printer says, or None: it says nothing yet."""

    says: str | None = "withdrawn"
    written: Recorded | NotNow = Recorded()

    def _answer(self, command: Command) -> Input | None:
        if isinstance(command, Record):
            return Journaled(id=command.id, answer=self.written)
        if not isinstance(command, Withdraw):
            return super()._answer(command)
        return None if self.says is None else said(command, self.says)

    def printer(self, became: str, when: str) -> None:
        self.feed(said(self.asked()[-1], became), when)

    def asked(self) -> list[Withdraw]:
        return [one for one in self.commands if isinstance(one, Withdraw)]

    def withdrawn(self) -> list[tuple[int, str]]:
        found = [one for one in self.entries if isinstance(one, Corrected) and one.outcome == "withdrawn"]
        return [(one.attempt, one.by) for one in found]


def said(command: Withdraw, became: str) -> Withdrawn:
    return Withdrawn(
        id=f"w-{command.message_id}/{command.attempt}",
        message_id=command.message_id,
        attempt=command.attempt,
        answer=Withdrawal.model_validate({"became": became, "detail": "the press is down"}),
    )


def life(
    *steps: Step,
    says: str | None = "withdrawn",
    again: str = "parallel",
    policy: Mapping[str, object] = POLICY,
) -> Post:
    written = journey(
        "a", *(steps or (send("card"), wait("9d"))), again=again, exit=[{"trigger": "activated", "outcome": "gone"}]
    )
    books = Books(written, messages=(CARD,), policy=policy)
    she = Post(books, address=HOME)
    she.says = says
    she.track("purchase")
    return she
