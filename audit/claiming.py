"""Decides inside one transaction whether a provider may be called, and claims the attempt."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from audit.address import AddressKey
from audit.breakers import tried_by_another
from audit.database import serialise
from audit.journal_writing import write_journal
from audit.outcomes import WITHDRAWN, Standing, answer_of, attempt_of
from audit.rows import insert
from audit.settling import heard_before
from audit.shared_limits import counting, leaves, stopped
from audit.shared_rows import shared
from audit.tables.columns import pack
from audit.tables.delivery import ClaimRow, MessageCopyRow
from audit.tables.everything import table_of
from engine.contracts.answers import NotNow, Unknown
from engine.contracts.commands import Deliver
from engine.contracts.parcel import Rendered
from engine.contracts.ports import Claimed, Settled
from engine.language.terms import MARKETING
from engine.policy.shared.clearance import SharedRows, judge

_CLAIM = table_of(ClaimRow)
_COPY = table_of(MessageCopyRow)


class Claiming:
    """One claim; `customers_now` is the time in which customers live, None for the database's clock."""

    def __init__(
        self, connection: Connection, command: Deliver, key: AddressKey, customers_now: datetime | None
    ) -> None:
        serialise(connection, f"customer {command.customer_id}")
        self._connection = connection
        self._command = command
        self._key = key
        self._shared = shared(connection, command, key)
        self._clock = self._shared.clock
        self._now = customers_now or self._clock
        self._standing = Standing(connection, command.message_id, new=not self._shared.attempted)
        self.tries_channel = False
        """whether this message, if it is claimed, is the one that tries a channel that was held"""

    def claim(self, rendered: Rendered, lease: float) -> Claimed | Settled | NotNow:
        match self._earlier() or self._judged():
            case None:
                self._write_journal()
                self._write_claim(rendered, lease)
                leaves(self._connection, self._command, waited=self._shared.waits)
                return Claimed()
            case Settled() as earlier:
                if not self._shared.erased:
                    self._write_journal()
                return earlier
            case NotNow() as later:
                return later

    def _judged(self) -> NotNow | None:
        rows = counting(self._connection, self._shared.rows(self._now), self._command)
        answer = judge(rows, self._command) or self._tried(rows)
        if answer is not None:
            stopped(self._connection, rows, self._command, answer, self._clock)
        return answer

    def _tried(self, rows: SharedRows) -> NotNow | None:
        """After a hold one message tries the channel, and the others wait for what becomes of it."""
        if rows.breaker_until is None:
            return None
        until = tried_by_another(self._connection, self._command.channel, now=self._now, clock=self._clock)
        self.tries_channel = until is None
        if until is None:
            return None
        held = rows.model_copy(update={"breaker_until": until})
        return judge(counting(self._connection, held, self._command), self._command)

    def _earlier(self) -> Settled | NotNow | None:
        """What this attempt, or another of the same message, has come to: it goes before every other rule."""
        taken_back = self._command.taken_back
        for attempt in self._standing.attempts():
            stands = self._earlier_attempt(attempt)
            if taken_back and attempt != self._command.attempt and self._arrived(attempt):
                taken_back -= 1  # the word that it came back may still be on its way here
            elif stands is not None:
                return stands
        return None

    def _earlier_attempt(self, attempt: int) -> Settled | NotNow | None:
        claim = self._standing.open_claim(attempt)
        if claim is not None and claim.lease_until > self._clock:
            return NotNow(why="leased", until=self._now + (claim.lease_until - self._clock))
        if claim is not None:
            lapsed = heard_before(self._connection, claim.message_id) or Unknown(
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

    def _arrived(self, attempt: int) -> bool:
        """Whether the attempt may have been what was taken back."""
        outcome = self._standing.outcome(attempt)
        return outcome is not None and (outcome.outcome == WITHDRAWN or self._final(attempt, outcome.outcome))

    def _write_journal(self) -> None:
        command = self._command
        write_journal(
            self._connection, command.customer_id, command.catalogue, command.journal, self._key, self._shared
        )

    def _write_claim(self, rendered: Rendered, lease: float) -> None:
        command = self._command
        written = {
            "round": self._standing.round(command.attempt),
            "at": self._now,
            "written_at": self._clock,
        }
        claim = {
            **attempt_of(command),
            **written,
            "lease_until": self._clock + timedelta(seconds=lease),
            "private": pack(address=command.address),
        }
        copy = {
            "message_id": command.message_id,
            "attempt": command.attempt,
            "customer_id": command.customer_id,
            **written,
            "private": pack(address=command.address, **dict(rendered.kept())),
        }
        insert(self._connection, _CLAIM, [claim])  # never `append`: two claims must not both believe they stand
        insert(self._connection, _COPY, [copy])
