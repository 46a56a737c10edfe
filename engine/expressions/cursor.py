"""Walks over the tokens of one expression and keeps its bounds."""

from engine.expressions.lexer import Token, tokens, wrong
from engine.expressions.names import did_you_mean

MAX_TEXT = 2_000
MAX_DEPTH = 32
MAX_NODES = 256


class Cursor:
    """The next token, and what has been counted so far."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_TEXT:
            raise ValueError(f"an expression has at most {MAX_TEXT:,} characters, this one has {len(text):,}")
        self._tokens = tokens(text)
        self._next = 0
        self._nesting = 0
        self._nodes = 0

    @property
    def here(self) -> Token:
        return self._tokens[self._next]

    @property
    def after(self) -> Token:
        return self._tokens[min(self._next + 1, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.here
        if token.kind != "end":
            self._next += 1
        return token

    def at(self, text: str) -> bool:
        return self.here.text == text and self.here.kind in ("symbol", "name")

    def accept(self, text: str) -> bool:
        found = self.at(text)
        if found:
            self.take()
        return found

    def expect(self, text: str, place: str) -> None:
        if not self.accept(text):
            raise wrong(self.here.at, f"expected `{text}` {place}, found {self.here.text!r}")

    def name(self, what: str) -> Token:
        if self.here.kind != "name":
            raise wrong(self.here.at, f"expected {what}, found {self.here.text!r}")
        return self.take()

    def names(self) -> tuple[str, ...]:
        """`.a.b.c`, as far as it goes."""
        found: list[str] = []
        while self.accept("."):
            found.append(self.name("a name behind the point").text)
        return tuple(found)

    def finish(self) -> None:
        token = self.here
        if token.kind != "end":
            hint = did_you_mean(token.text, ("and", "or", "in")) if token.kind == "name" else ""
            raise wrong(token.at, f"unexpected {token.text!r} behind a complete expression{hint}")

    def count_node(self) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise wrong(self.here.at, f"an expression has at most {MAX_NODES} parts: compute some with `set`")

    def enter(self) -> None:
        self._nesting += 1
        if self._nesting > MAX_DEPTH:
            raise too_deep(self.here.at)

    def leave(self) -> None:
        self._nesting -= 1


def too_deep(at: int) -> ValueError:
    return wrong(at, f"an expression nests at most {MAX_DEPTH} levels: compute a part of it with `set`")
