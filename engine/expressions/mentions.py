"""What an expression names: the paths and triggers that it reads, and whether it asks the clock."""

from dataclasses import dataclass

from engine.expressions.scope import RESPONSE
from engine.expressions.tree import Node, Now, Path, Recall, children


@dataclass(frozen=True, slots=True)
class Mentions:
    paths: frozenset[str]
    """dotted, with the root: `customer.address.city`"""
    types: frozenset[str]
    """the trigger types whose remembered events it reads"""
    clock: bool
    """it can change by the clock alone: `now`, `since(…)`, `last D`, `customer.response.*`"""


def mentions(node: Node) -> Mentions:
    """Everything the tree names; what the computed attributes name that it reads is theirs."""
    paths: set[str] = set()
    types: set[str] = set()
    clock = False
    todo = [node]
    while todo:
        found = todo.pop()
        todo.extend(children(found))
        match found:
            case Path():
                paths.add(".".join((found.root, *found.names)))
                clock = clock or (found.root == "customer" and found.names[0] == RESPONSE)
            case Recall():
                types.add(found.trigger)
                clock = clock or found.window is not None or found.function == "since"
            case Now():
                clock = True
            case _:
                pass
    return Mentions(frozenset(paths), frozenset(types), clock)
