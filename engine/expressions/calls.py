"""The grammar of what stands between the brackets of a function over the remembered events."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from engine.expressions.cursor import Cursor
from engine.expressions.lexer import wrong
from engine.expressions.names import OF_EVENTS, RESERVED, did_you_mean
from engine.expressions.tree import Function, Literal, Node, Recall

_TRIGGER = re.compile(r"[a-z][a-z0-9_]{0,63}")
_CLAUSES = "`where <condition>`, `last 30d` or `since run`"


@dataclass(slots=True)
class _Clauses:
    where: Node | None = None
    window: Literal | None = None
    since_run: bool = False


def recall(cursor: Cursor, function: Function, condition: Callable[[], Node]) -> Recall:
    """Reads `trigger[.property], where …, last D)`; `condition` reads what follows `where`."""
    start = cursor.name("a trigger")
    if not _TRIGGER.fullmatch(start.text) or start.text in RESERVED:
        raise wrong(start.at, f"{start.text!r} is no trigger: lower-case letters, digits and underscores")
    names = cursor.names()
    if function in OF_EVENTS and names:
        path = ".".join(names)
        raise wrong(start.at, f"`{function}` is over events: `{function}({start.text}, where exists({path}))`")
    if function not in OF_EVENTS and not names:
        raise wrong(start.at, f"`{function}` is over a property: write `{function}({start.text}.<property>)`")
    clauses = _Clauses()
    while not cursor.at(")"):
        if not cursor.accept(","):
            hint = did_you_mean(cursor.here.text, ("where", "last", "since"))
            raise wrong(
                cursor.here.at,
                f"expected `)`, or a comma and {_CLAUSES}, found {cursor.here.text!r}{hint}",
            )
        _clause(cursor, clauses, condition)
    cursor.expect(")", f"behind `{function}(…`")
    return Recall(function, start.text, names, clauses.where, clauses.window, clauses.since_run)


def _clause(cursor: Cursor, clauses: _Clauses, condition: Callable[[], Node]) -> None:
    word = cursor.take()
    if word.kind == "name" and word.text == "where":
        if clauses.where is not None:
            raise wrong(word.at, "there is a `where` already: join the two with `and`")
        clauses.where = condition()
    elif word.kind == "name" and word.text in ("last", "since"):
        if clauses.window is not None or clauses.since_run:
            raise wrong(word.at, "the events are limited already: write one of `last 30d` and `since run`")
        _limit(cursor, word.text, clauses)
    else:
        hint = did_you_mean(word.text, ("where", "last", "since"))
        raise wrong(word.at, f"expected {_CLAUSES}, found {word.text!r}{hint}")


def _limit(cursor: Cursor, word: str, clauses: _Clauses) -> None:
    token = cursor.take()
    if word == "since":
        if token.text != "run":
            raise wrong(token.at, f"expected `since run`, found {token.text!r}")
        clauses.since_run = True
        return
    if token.kind != "duration":
        raise wrong(token.at, f"expected a duration such as `last 30d`, found {token.text!r}")
    if not token.value:
        raise wrong(token.at, "nothing lies within the last 0 seconds: write a longer duration")
    clauses.window = Literal(token.text, token.value)
