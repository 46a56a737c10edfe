"""Keeps for a day what a request with an idempotency key was answered, so that it is carried out once."""

from datetime import timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Engine, delete, or_, select, update

from audit.database import database_now, serialise, write
from audit.rows import insert
from audit.tables.api_keys import ApiAnswerRow
from audit.tables.everything import table_of
from engine.model import Frozen, Instant

KEPT = timedelta(hours=24)
ANSWERED_WITHIN = timedelta(minutes=2)
"""after which a request that is not answered is taken for one that was cut off"""

_ANSWERS = table_of(ApiAnswerRow)


class AnswerId(Frozen):
    """One request of one caller."""

    key_id: str
    idempotency_key: str


class Given(Frozen):
    """What it was answered before."""

    status: int
    body: str


class Mine(Frozen):
    """It is the caller's to carry out, and to `finish` or `forget`."""

    since: Instant
    """tells it from the same request that came again after this one was taken for cut off"""


Begun = Mine | Literal["answering", "other"] | Given
"""`answering`: it is being carried out now; `other`: the key was used for something else."""


class SqlApiAnswers:
    """The answers in a database opened by `open_database`; blocking."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    def begin(self, answer: AnswerId, fingerprint: str) -> Begun:
        """Whose it is to carry it out, or what came of it."""

        def work(connection: Connection) -> Begun:
            serialise(connection, f"answer {answer.key_id} {answer.idempotency_key}")
            now = database_now(connection)
            cut_off = _ANSWERS.c.status.is_(None) & (_ANSWERS.c.since < now - ANSWERED_WITHIN)
            connection.execute(delete(_ANSWERS).where(_is(answer), or_(_ANSWERS.c.since < now - KEPT, cut_off)))
            row = connection.execute(select(_ANSWERS).where(_is(answer))).first()
            if row is None:
                insert(connection, _ANSWERS, [{**dict(answer), "fingerprint": fingerprint, "since": now}])
                return Mine(since=now)
            if row.fingerprint != fingerprint:
                return "other"
            return "answering" if row.status is None else Given(status=row.status, body=row.body)

        return write(self._database, work)

    def finish(self, answer: AnswerId, mine: Mine, given: Given) -> None:
        """The same again is answered with this."""
        keep = update(_ANSWERS).where(_is(answer), _ANSWERS.c.since == mine.since).values(**dict(given))
        write(self._database, lambda connection: connection.execute(keep))

    def forget(self, answer: AnswerId, mine: Mine) -> None:
        """Nothing came of it: the same again is carried out."""
        gone = delete(_ANSWERS).where(_is(answer), _ANSWERS.c.since == mine.since)
        write(self._database, lambda connection: connection.execute(gone))


def _is(answer: AnswerId) -> ColumnElement[bool]:
    return (_ANSWERS.c.key_id == answer.key_id) & (_ANSWERS.c.idempotency_key == answer.idempotency_key)
