"""Checks the templates of every message: they parse, and every variable in them exists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from liquid import BoundTemplate
from liquid.exceptions import LiquidError
from liquid.static_analysis import Variable

from catalogue.bodies import inline_templates
from catalogue.definitions import Content, Definitions
from catalogue.faults import Fault, Path, did_you_mean
from catalogue.lint.scope import Problem, Scope
from catalogue.lint.senders import senders_of
from catalogue.liquid_text import compile_text

_ROOTS = ("customer", "event", "message", "run")
_OF_ANY_LIST = frozenset({"size", "first", "last"})


@dataclass(frozen=True)
class _Source:
    """A template, and how to say where something in it is wrong."""

    content: Content
    name: str
    text: str
    path: Path | None = None
    """where it stands in message.yaml; None: it is a file of its own"""

    def fault(self, position: tuple[int, int], problem: Problem) -> Fault:
        if self.path is not None:
            return self.content.fault(self.path, problem.message, problem.fix)
        return self.content.body_fault(self.name, position, problem.message, problem.fix)


def check(definitions: Definitions) -> Iterable[Fault]:
    senders = senders_of(definitions)
    for content in definitions.messages.values():
        scope = senders.scope(content)
        named: set[str] = set()
        for source in _sources(content):
            yield from _template(source, scope, named)
        yield from _needs(content, scope, named)


def _sources(content: Content) -> Iterator[_Source]:
    for body in content.bodies:
        yield _Source(content, body.name, body.template)
    for name, text in inline_templates(content.model).items():
        yield _Source(content, name, text, tuple(name.removesuffix(".html").split(".")))


def _template(source: _Source, scope: Scope, named: set[str]) -> Iterator[Fault]:
    try:
        template = compile_text(source.text, source.name)
    except LiquidError as error:
        place = error.context()
        position = (place[0], place[1] + 1) if place else (1, 1)
        yield source.fault(position, Problem(f"the template does not parse: {error.message}", "mend the tag"))
        return
    yield from _variables(source, template, scope, named)
    known = template.env.filters
    for name, spans in template.analyze().filters.items():
        if name not in known:
            fix = did_you_mean(name, known, "use another filter")
            yield source.fault(_at(source, spans[0].index), Problem(f"there is no filter {name!r}", fix))


def _variables(source: _Source, template: BoundTemplate, scope: Scope, named: set[str]) -> Iterator[Fault]:
    for root, uses in template.analyze().globals.items():
        for variable in uses:
            position = _at(source, variable.span.index)
            if root not in _ROOTS:
                fix = did_you_mean(root, _ROOTS, "a variable begins with customer., run., event. or message.")
                yield source.fault(position, Problem(f"there is no variable {root!r}", fix))
                continue
            names = _names(variable)
            named.add(".".join((root, *names)))
            found = scope.path(root, names)
            if isinstance(found, Problem):
                yield source.fault(position, found)


def _names(variable: Variable) -> tuple[str, ...]:
    """The plain names after the root, up to a position or a computed key."""
    names: list[str] = []
    for segment in variable.segments[1:]:
        if not isinstance(segment, str):
            break
        names.append(segment)
    if names and names[-1] in _OF_ANY_LIST:
        names.pop()
    return tuple(names)


def _needs(content: Content, scope: Scope, named: set[str]) -> Iterator[Fault]:
    for name in content.model.needs:
        root, *names = name.split(".")
        where = ("needs", name)
        if root not in _ROOTS or not names:
            fix = "write a variable such as customer.first_name"
            yield content.fault(where, f"{name!r} is no variable", fix)
            continue
        found = scope.path(root, tuple(names))
        if isinstance(found, Problem):
            yield content.fault(where, found.message, found.fix)
        elif not any(use == name or use.startswith(f"{name}.") for use in named):
            yield content.fault(where, f"no template uses {name!r}", "remove it", "warning")


def _at(source: _Source, index: int) -> tuple[int, int]:
    before = source.text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1
