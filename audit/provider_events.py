"""Keeps what providers say, and hands on to customers and addresses what can change a decision: in one transaction."""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine, select

from audit.address import AddressKey
from audit.database import database_now, keep_out, write
from audit.inbox import row_of
from audit.known_messages import Heard, KnownMessage, known_messages
from audit.phone_numbers import Owner, owners
from audit.rows import Row, append
from audit.said import Meaning, NotTheirs, Said
from audit.tables.columns import pack
from audit.tables.delivery import FeedbackRow
from audit.tables.everything import table_of
from audit.tables.inbox import FILLING, InboxRow
from audit.tables.provider_events import ProviderEventRow
from audit.tables.shared import SuppressionRow
from audit.tombstones import erased_among
from audit.unmatched_addresses import suppressions
from engine.contracts.inputs import Feedback
from engine.heard import changes_something
from engine.language.reactions import SAID_BY_MACHINE, Reaction
from engine.language.terms import Channel

Became = Literal["signalled", "settled", "unmatched", "erased"]

_EVENT = table_of(ProviderEventRow)
_FEEDBACK = table_of(FeedbackRow)
_INBOX = table_of(InboxRow)
_SUPPRESSION = table_of(SuppressionRow)


class ProviderEvents:
    """Over a database opened by `open_database`; blocking."""

    def __init__(self, database: Engine, address_key: bytes) -> None:
        self._database = database
        self._key = AddressKey(address_key)

    def store(self, said: Sequence[Said], every: AbstractSet[Reaction]) -> Counter[Became]:
        """All of it or nothing; what became of each. `every`: the reactions of which more than the first is read.

        Raises NotTheirs.
        """
        return write(self._database, lambda connection: _Storing(connection, self._key, every).store(said))


@dataclass(frozen=True)
class _Concerned:
    """A customer whom an event is about, and the message."""

    customer_id: str
    message_id: str
    channel: Channel | None
    address: str | None
    message: KnownMessage | None


@dataclass
class _Storing:
    connection: Connection
    key: AddressKey
    every: AbstractSet[Reaction]
    events: list[Row] = field(default_factory=list)
    feedback: list[Row] = field(default_factory=list)
    inbox: list[Row] = field(default_factory=list)
    suppressed: list[Row] = field(default_factory=list)

    def store(self, said: Sequence[Said]) -> Counter[Became]:
        keep_out(self.connection, FILLING)
        now = database_now(self.connection)
        new = self._new(said)
        messages = known_messages(self.connection, {one.message_id for one in new if one.message_id})
        concerned = [(one, list(self._concerned(one, messages))) for one in new]
        erased = erased_among(self.connection, {who.customer_id for _, whom in concerned for who in whom})
        found: Counter[Became] = Counter()
        for one, whom in concerned:
            if not whom:
                found[self._keep(one, None, "unmatched", now)] += 1
                self.suppressed.extend(suppressions(one, self.key, now))
            for who in whom:
                became: Became = "erased" if who.customer_id in erased else self._take(one, who, now)
                found[self._keep(one, who, became, now)] += 1
        # in one order everywhere: two batches that hold the same events must not wait for one another
        append(
            self.connection,
            _EVENT,
            sorted(self.events, key=lambda row: (str(row["event_id"]), str(row["customer_id"]))),
        )
        append(self.connection, _FEEDBACK, self.feedback)
        append(self.connection, _INBOX, self.inbox)
        append(self.connection, _SUPPRESSION, sorted(self.suppressed, key=lambda row: str(row["life"])))
        return found

    def _new(self, said: Sequence[Said]) -> list[Said]:
        by_id = {(one.provider, one.event_id): one for one in reversed(said)}
        # the provider too: the key of the table begins with it
        known = select(_EVENT.c.provider, _EVENT.c.event_id).where(
            _EVENT.c.provider.in_({provider for provider, _ in by_id}), _EVENT.c.event_id.in_({id for _, id in by_id})
        )
        there = {(row.provider, row.event_id) for row in self.connection.execute(known)}
        return [one for id, one in reversed(by_id.items()) if id not in there]

    def _concerned(self, one: Said, messages: dict[str, KnownMessage]) -> Iterator[_Concerned]:
        known = messages.get(one.message_id or "")
        if known is not None and one.message_id is not None:
            # the newest attempt's channel: to that one everything applies that is said of the message
            if not one.voice.speaks_of(known.channel):
                raise NotTheirs(one.message_id, known.channel)
            yield _Concerned(known.customer_id, one.message_id, known.channel, known.address, known)
        elif one.number is not None:
            yield from self._by_number(one, one.number, one.channel or Channel.SMS)

    def _by_number(self, one: Said, number: str, channel: Channel) -> Iterator[_Concerned]:
        """A reply answers the newest message to the number; `STOP` is the word of everybody who has it."""
        having = owners(self.connection, number, channel, self.key)
        if not any(meaning.everything for meaning in one.meanings):
            having = [owner for owner in having[:1] if owner.newest is not None]
        ids = {owner.newest.message_id for owner in having if owner.newest is not None}
        messages = known_messages(self.connection, ids)
        for owner in having:
            yield _by_owner(owner, channel, messages)

    def _take(self, one: Said, who: _Concerned, now: datetime) -> Became:
        signalled = False
        for number, meaning in enumerate(one.meanings):
            entry = _feedback(one, who, meaning, number)
            before = dict(who.message.heard) if who.message is not None else {}
            self._hear(entry, who, before, now)
            if one.always or self._changes(entry, who.message, before):
                self.inbox.append(row_of(who.customer_id, entry, "accepted", now, erased=False))
                signalled = True
        return "signalled" if signalled else "settled"

    def _changes(self, entry: Feedback, message: KnownMessage | None, before: Heard) -> bool:
        return message is None or changes_something(
            entry.reaction, machine=entry.machine, before=before, settled=message.settled, every=self.every
        )

    def _hear(self, entry: Feedback, who: _Concerned, before: Heard, now: datetime) -> None:
        """Reports read the first of each; what comes later and happened earlier counts all the same."""
        said = (entry.reaction, entry.machine)
        if who.message is None or (said in before and before[said] <= entry.at):
            return
        who.message.heard[said] = entry.at
        self.feedback.append(_feedback_row(who.customer_id, entry, now))

    def _keep(self, one: Said, who: _Concerned | None, became: Became, now: datetime) -> Became:
        private = pack(event=one.raw) if who is not None and became != "erased" else None
        self.events.append(
            {
                "provider": one.provider,
                "event_id": one.event_id,
                "customer_id": who.customer_id if who is not None else "",
                "message_id": (who.message_id if who is not None else one.message_id) or None,
                "attempt": one.attempt,
                "kind": one.kind,
                "machine": one.machine,
                "became": became,
                "at": one.at,
                "written_at": now,
                "private": private,
            }
        )
        return became


def _by_owner(owner: Owner, channel: Channel, messages: dict[str, KnownMessage]) -> _Concerned:
    message_id = owner.newest.message_id if owner.newest is not None else ""
    return _Concerned(owner.customer_id, message_id, channel, owner.address, messages.get(message_id))


def _feedback(one: Said, who: _Concerned, meaning: Meaning, number: int) -> Feedback:
    suffix = f":{number}" if number else ""
    return Feedback(
        id=f"{one.provider}:{one.event_id}{suffix}",
        at=one.at,
        message_id=who.message_id,
        reaction=meaning.reaction,
        machine=one.machine and meaning.reaction not in SAID_BY_MACHINE,
        hard=meaning.hard,
        everything=meaning.everything,
        detail=one.detail,
        channel=who.channel,
        address=who.address,
    )


def _feedback_row(customer_id: str, entry: Feedback, now: datetime) -> Row:
    return {
        "customer_id": customer_id,
        "event_id": entry.id,
        "message_id": entry.message_id,
        "at": entry.at,
        "written_at": now,
        "reaction": entry.reaction.value,
        "machine": entry.machine,
        "hard": entry.hard,
        "private": pack(detail=entry.detail),
    }
