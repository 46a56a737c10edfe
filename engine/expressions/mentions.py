"""What an expression names: for lint, the interest set, and the indexes of what has to be looked at again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.expressions.scope import NOTHING_COMPUTED, RESPONSE
from engine.expressions.tree import Node, Now, Path, Property, Recall, children


@dataclass(frozen=True, slots=True)
class TriggerUse:
    """A trigger whose remembered events are read, and the properties of theirs, dotted, also those in `where`."""

    type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mentions:
    paths: frozenset[str]
    """dotted, with the root: `customer.address.city`"""
    triggers: tuple[TriggerUse, ...]
    """one per type, in order of the type"""
    since_run: bool
    """it counts from the start of the run, so that it has a meaning inside a journey only"""
    clock: bool
    """it can change by the clock alone: `now`, `since(…)`, `last D`, `customer.response.*`"""

    @property
    def types(self) -> frozenset[str]:
        """The trigger types whose events it reads."""
        return frozenset(use.type for use in self.triggers)


def mentions(node: Node, computed: Mapping[str, Node] = NOTHING_COMPUTED) -> Mentions:
    """Everything the tree names, and what the computed attributes that it reads name."""
    paths: set[str] = set()
    triggers: dict[str, set[str]] = {}
    since_run = clock = False
    for found, inside in _all(node, computed):
        match found:
            case Path():
                paths.add(".".join((found.root, *found.names)))
                clock = clock or (found.root == "customer" and found.names[0] == RESPONSE)
            case Property():
                triggers.setdefault(inside, set()).add(".".join(found.names))
            case Recall():
                read = triggers.setdefault(found.trigger, set())
                read.update([".".join(found.names)] if found.names else [])
                since_run = since_run or found.since_run
                clock = clock or found.window is not None or found.function == "since"
            case Now():
                clock = True
            case _:
                pass
    uses = tuple(TriggerUse(type, frozenset(names)) for type, names in sorted(triggers.items()))
    return Mentions(frozenset(paths), uses, since_run, clock)


def _all(node: Node, computed: Mapping[str, Node]) -> Iterator[tuple[Node, str]]:
    """Every node, with the trigger whose `where` it stands in (empty outside)."""
    followed: set[str] = set()
    todo: list[tuple[Node, str]] = [(node, "")]
    while todo:
        found, inside = todo.pop()
        yield found, inside
        below = found.trigger if isinstance(found, Recall) else inside
        todo.extend((child, below) for child in children(found))
        if isinstance(found, Path) and found.root == "customer":
            name = found.names[0]
            if name in computed and name not in followed:
                followed.add(name)
                todo.append((computed[name], ""))
