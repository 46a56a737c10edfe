"""Which names an expression or a template may use, and what is wrong with one that it may not."""

from dataclasses import dataclass

from catalogue.faults import did_you_mean
from catalogue.lint.types import ANY, Type


@dataclass(frozen=True)
class Problem:
    """What is wrong with an expression and how to put it right."""

    message: str
    fix: str


_ADD = {
    "customer": "add it to schema.yaml under customer",
    "event": "add it to the trigger in schema.yaml",
    "run": "set it with `remember`, `set` or a look-up's `into`",
    "message": "use one of its fields",
}


@dataclass(frozen=True)
class Scope:
    """The types of what can be named; ANY where nothing is checked, None where there is no such thing."""

    customer: Type
    event: Type | None
    run: Type | None
    message: Type | None = None
    where: Type | None = None
    """properties of the remembered event, inside `where`"""

    def path(self, root: str, names: tuple[str, ...]) -> Type | Problem:
        """The type of `root.name.name`."""
        roots = {"customer": self.customer, "event": self.event, "run": self.run, "message": self.message}
        type_ = roots.get(root)
        if type_ is None:
            there = ", ".join(f"{name}.*" for name, known in roots.items() if known is not None)
            return Problem(f"there is no {root}.* here", f"use one of {there}")
        return resolve(type_, names, root, _ADD[root])

    def property(self, names: tuple[str, ...]) -> Type | Problem:
        """The type of a bare name inside `where`."""
        return resolve(self.where or ANY, names, "", _ADD["event"])


def resolve(type_: Type, names: tuple[str, ...], spelled: str, add: str) -> Type | Problem:
    """Goes down a group by names; `spelled` is how it was reached, for the message."""
    for depth, name in enumerate(names):
        if type_.kind == "any":
            return ANY
        here = f"{spelled}.{name}" if spelled else name
        if type_.kind != "group":
            return Problem(f"{here!r}: {spelled!r} is a {type_.kind}, it has nothing inside", "end the name before it")
        if name not in type_.fields:
            return Problem(
                f"{here!r} is not in the tracking plan",
                did_you_mean(name, type_.fields, add if depth == 0 else "name one of its fields"),
            )
        type_, spelled = type_.fields[name], here
    return type_
