"""Checks the templates of every message: they parse, and every variable in them exists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from liquid import BoundTemplate
from liquid.exceptions import LiquidError
from liquid.static_analysis import Variable

from catalogue.bodies import inline_templates
from catalogue.definitions import Content, Definitions
from catalogue.faults import Fault, Path, did_you_mean
from catalogue.folder import BLOCKS
from catalogue.lint.scope import Problem, Scope
from catalogue.lint.senders import senders_of
from catalogue.liquid_text import compile_text
from catalogue.mail.pieces import position
from catalogue.mail.places import without_places
from engine.contracts.unsubscribing import LINKS
from engine.expressions import parse
from engine.expressions.mentions import mentions
from engine.language.blocks import ByValue, FirstTrue, ShowWhen

_ROOTS = ("customer", "event", "message", "run")
_ALONE = frozenset(LINKS)
"""Variables that are no group."""
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
        named = set(_in_blocks(content))
        for source in _sources(content):
            yield from _template(source, scope, named)
        yield from _needs(content, scope, named)


def _in_blocks(content: Content) -> Iterator[str]:
    """What the choice of blocks reads."""
    for place in content.model.blocks.values():
        match place:
            case ByValue(by=text):
                yield from mentions(parse.value(text)).paths
            case FirstTrue(first=lines):
                for line in lines:
                    if isinstance(line, ShowWhen):
                        yield from mentions(parse.condition(line.when)).paths


def _sources(content: Content) -> Iterator[_Source]:
    for name, text in content.bodies.items():
        yield _Source(content, name, without_places(text))
    for name, text in content.blocks.items():
        yield _Source(content, f"{BLOCKS}/{name}", without_places(text))
    seen: set[str] = set()
    for name, text in inline_templates(content.model).items():
        if text not in seen:  # what a language lacks is the fall-back's, told once
            seen.add(text)
            yield _Source(content, name, text, tuple(name.removesuffix(".html").split(".")))


def _template(source: _Source, scope: Scope, named: set[str]) -> Iterator[Fault]:
    try:
        template = compile_text(source.text, source.name)
    except LiquidError as error:
        place = error.context()
        at = (place[0], place[1] + 1) if place else (1, 1)
        yield source.fault(at, Problem(f"the template does not parse: {error.message}", "mend the tag"))
        return
    yield from _variables(source, template, scope, named)
    known = template.env.filters
    for name, spans in template.analyze().filters.items():
        if name not in known:
            fix = did_you_mean(name, known, "use another filter")
            yield source.fault(position(source.text, spans[0].index), Problem(f"there is no filter {name!r}", fix))


def _variables(source: _Source, template: BoundTemplate, scope: Scope, named: set[str]) -> Iterator[Fault]:
    for root, uses in template.analyze().globals.items():
        for variable in uses:
            at = position(source.text, variable.span.index)
            if root in _ALONE:
                continue
            if root not in _ROOTS:
                fix = did_you_mean(root, _ROOTS, "a variable begins with customer., run., event. or message.")
                yield source.fault(at, Problem(f"there is no variable {root!r}", fix))
                continue
            names = _names(variable)
            named.add(".".join((root, *names)))
            found = scope.path(root, names)
            if isinstance(found, Problem):
                yield source.fault(at, found)


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
