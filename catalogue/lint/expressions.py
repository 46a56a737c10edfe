"""Checks every expression of every journey against the tracking plan."""

from collections.abc import Iterable, Iterator

from catalogue.definitions import Definitions, Placed
from catalogue.faults import Fault, wrong_and_fix
from catalogue.lint.facts import run_type, scope_at
from catalogue.lint.judge import problems, type_of
from catalogue.lint.scope import Problem, Scope
from catalogue.lint.sites import Site, sites
from catalogue.lint.types import ANY, Plan, plan_of
from engine.expressions import parse
from engine.language.journey import Journey

_WANTED = {
    "days_of": frozenset({"number"}),
    "date": frozenset({"instant", "text"}),
    "value": frozenset({"number"}),
}


def check(definitions: Definitions) -> Iterable[Fault]:
    plan = plan_of(definitions.schema.model)
    for journey in definitions.journeys.values():
        yield from _journey(journey, plan)
    yield from _messages(definitions, plan)
    yield from _computed(definitions, plan)


def _journey(journey: Placed[Journey], plan: Plan) -> Iterator[Fault]:
    run = run_type(journey.model, plan)
    for site in sites(journey.model):
        for problem in _judged(site, scope_at(site.event, run, plan), plan):
            yield journey.fault(site.path, f"{site.text!r}: {problem.message}", problem.fix)


def _judged(site: Site, scope: Scope, plan: Plan) -> Iterator[Problem]:
    try:
        node = parse.condition(site.text) if site.condition else parse.value(site.text)
    except ValueError as error:
        yield Problem(*wrong_and_fix(str(error), "mend the expression"))
        return
    yield from problems(node, scope, plan)
    wanted = _WANTED.get(str(site.path[-1]), frozenset())
    kind = type_of(node, scope, plan).kind
    if wanted and kind not in wanted and kind != "any":
        yield Problem(f"a {kind} stands where a {' or '.join(sorted(wanted))} belongs", "name another value")


def _messages(definitions: Definitions, plan: Plan) -> Iterator[Fault]:
    """`to` may name a customer's or a run's value; which journeys send it is checked with the content."""
    for content in definitions.messages.values():
        scope = Scope(plan.customer, None, ANY)
        if content.model.to != "customer":
            for problem in _judged(Site(("to",), content.model.to, False, ""), scope, plan):
                yield content.fault(("to",), f"{content.model.to!r}: {problem.message}", problem.fix)


def _computed(definitions: Definitions, plan: Plan) -> Iterator[Fault]:
    scope = Scope(plan.customer, None, None)
    for name, text in definitions.schema.model.computed.items():
        for problem in _judged(Site(("computed", name), text, False, ""), scope, plan):
            yield definitions.schema.fault(("computed", name), f"{text!r}: {problem.message}", problem.fix)
