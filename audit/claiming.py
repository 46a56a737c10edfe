"""Decides inside one transaction whether a provider may be called, and claims the attempt."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from audit.address import AddressKey
from audit.database import database_now, serialise
from audit.journal_writing import write_journal
from audit.outcomes import Standing, answer_of, attempt_of
from audit.rows import insert
from audit.settling import heard_before
from audit.shared_rows import basic_rows, shared_rows
from audit.tables.columns import pack
from audit.tables.delivery import ClaimRow, MessageCopyRow
from engine.contracts.answers import NotNow, Unknown
from engine.contracts.commands import Deliver
from engine.contracts.ports import Claimed, Rendered, Settled
from engine.language.terms import MARKETING
from engine.policy.clearance import judge


class Claiming:
    """One claim; `customers_now` is the time in which customers live, None for the database's clock."""

    def __init__(self, session: Session, command: Deliver, key: AddressKey, customers_now: datetime | None) -> None:
        serialise(session, f"customer {command.customer_id}")
        self._session = session
        self._command = command
        self._key = key
        self._clock = database_now(session)
        self._now = customers_now or self._clock
        self._standing = Standing(session, command.message_id)

    def claim(self, rendered: Rendered, lease: float) -> Claimed | Settled | NotNow:
        earlier = self._earlier()
        if earlier is None:
            rows = shared_rows(self._session, self._command, self._key.hash(self._command.address), self._now)
            earlier = judge(rows, self._command)
        match earlier:
            case None:
                self._write_journal()
                self._write_claim(rendered, lease)
                return Claimed()
            case Settled():
                if not basic_rows(self._session, self._command.customer_id, self._now).erased:
                    self._write_journal()
                return earlier
            case NotNow():
                return earlier

    def _earlier(self) -> Settled | NotNow | None:
        """What this attempt, or another of the same message, has come to: it goes before every other rule."""
        for attempt in self._standing.attempts():
            if (stands := self._earlier_attempt(attempt)) is not None:
                return stands
        return None

    def _earlier_attempt(self, attempt: int) -> Settled | NotNow | None:
        claim = self._standing.open_claim(attempt)
        if claim is not None and claim.lease_until > self._clock:
            return NotNow(why="leased", until=self._now + (claim.lease_until - self._clock))
        if claim is not None:
            lapsed = heard_before(self._session, claim.message_id) or Unknown(
                detail="the claim lapsed without an outcome"
            )
            self._standing.settle(claim, lapsed, at=self._now, written_at=self._clock)
        outcome = self._standing.outcome(attempt)
        if outcome is None or not self._final(attempt, outcome.outcome):
            return None
        return Settled(answer=answer_of(outcome))

    def _final(self, attempt: int, outcome: str) -> bool:
        """Whether an attempt's outcome forbids the call; a later attempt is only for what did not arrive."""
        if attempt == self._command.attempt or outcome == "accepted":
            return True
        return outcome == "unknown" and self._command.purpose in MARKETING

    def _write_journal(self) -> None:
        command = self._command
        write_journal(self._session, command.customer_id, command.catalogue, command.journal, self._key, self._clock)

    def _write_claim(self, rendered: Rendered, lease: float) -> None:
        attempt = attempt_of(self._command)
        current = self._standing.round(attempt.attempt)
        claim = ClaimRow(
            **attempt.model_dump(),
            round=current,
            at=self._now,
            written_at=self._clock,
            lease_until=self._clock + timedelta(seconds=lease),
            private=pack(address=self._command.address),
        )
        copy = MessageCopyRow(
            message_id=attempt.message_id,
            attempt=attempt.attempt,
            round=current,
            customer_id=attempt.customer_id,
            at=self._now,
            written_at=self._clock,
            private=pack(address=self._command.address, **rendered.model_dump(mode="json")),
        )
        insert(self._session, [claim, copy])  # never `append`: two claims must not both believe they stand
