"""A life in which a department asks, confirms, releases and reports."""

from typing import Any

from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Ask, Elsewhere, Report
from engine.contracts.inputs import Confirm as ConfirmInput
from engine.contracts.inputs import Release as ReleaseInput
from engine.contracts.journal import Reported, SlotChanged
from engine.language.terms import Channel
from tests.engine.books import Books, journey, send
from tests.engine.lives import Life, at, told

FLYER = Elsewhere.model_validate(
    {"message": "flyer", "department": "store", "purpose": "promotional", "tags": ["spring"]}
)


class Departments(Life):
    """A life in which a department speaks."""

    def ask(self, id: str, when: str, *, said_at: str | None = None, **more: Any) -> AskAnswer:
        what = FLYER.model_copy(update=more.pop("what", {}))
        ask = Ask(id=id, at=at(said_at or when), what=what, **{"channels": (Channel.EMAIL,), **more})
        self.feed(ask, when)
        return self.state.answers[id].answer

    def confirm(self, ask: str, when: str, sent: str | None = None) -> None:
        self.feed(ConfirmInput(id=f"confirm-{ask}-{when}", at=at(sent or when), ask=ask), when)

    def release(self, ask: str, when: str) -> None:
        self.feed(ReleaseInput(id=f"release-{ask}-{when}", at=at(when), ask=ask), when)

    def report(self, id: str, when: str, sent: str, **what: Any) -> None:
        report = Report(id=id, at=at(when), what=FLYER.model_copy(update=what), channel=Channel.EMAIL, sent_at=at(sent))
        self.feed(report, when)

    def slots(self) -> list[tuple[str, str]]:
        return [(told(one.at), one.what) for one in self.entries if isinstance(one, SlotChanged)]

    def reported(self) -> list[Reported]:
        return [one for one in self.entries if isinstance(one, Reported)]

    def counted(self) -> list[tuple[str, str]]:
        """What counts as sent: at which instant its place was taken, and its id."""
        return [(told(one.decided_at), one.message) for one in self.state.sent]


def shop(**policy: Any) -> Departments:
    return Departments(Books(journey("a", send("hello")), policy=policy))
