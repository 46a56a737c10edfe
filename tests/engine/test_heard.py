"""Which of what is said of a message can change a decision."""

import pytest

from engine.heard import changes_something
from engine.language.reactions import Reaction

NOTHING: frozenset[Reaction] = frozenset()


def woken(
    reaction: str,
    *before: tuple[str, bool],
    machine: bool = False,
    settled: bool = True,
    every: frozenset[Reaction] = NOTHING,
) -> bool:
    known = [(Reaction(name), by_machine) for name, by_machine in before]
    return changes_something(Reaction(reaction), machine=machine, before=known, settled=settled, every=every)


@pytest.mark.parametrize(
    "reaction", ["bounced", "complained", "unsubscribed", "resubscribed", "call_outcome", "printed"]
)
def test_some_words_are_always_told(reaction: str) -> None:
    assert woken(reaction, (reaction, False))


@pytest.mark.parametrize("reaction", ["opened", "clicked", "replied"])
def test_of_answers_the_first_is_told(reaction: str) -> None:
    assert woken(reaction)
    assert woken(reaction, (reaction, True))
    assert not woken(reaction, (reaction, False))
    assert woken(reaction, (reaction, False), every=frozenset({Reaction(reaction)}))


@pytest.mark.parametrize("reaction", ["processed", "delivered"])
def test_what_settles_is_told_where_the_outcome_is_open_or_somebody_waits(reaction: str) -> None:
    assert not woken(reaction)
    assert woken(reaction, settled=False)
    assert woken(reaction, every=frozenset({Reaction(reaction)}))
    assert not woken(reaction, (reaction, False), every=frozenset({Reaction(reaction)}))


def test_a_status_only_moves_forward() -> None:
    assert not woken("delivered", ("bounced", False), every=frozenset({Reaction.DELIVERED}))
    assert not woken("delivered", ("bounced", False), settled=False)  # the bounce has told that it was taken over
