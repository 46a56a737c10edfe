"""Checks the rules of the policy: what their expressions read, and that what they name exists."""

from collections.abc import Collection, Iterable, Iterator

from catalogue.definitions import Definitions
from catalogue.faults import Fault, Path, did_you_mean, wrong_and_fix
from catalogue.lint.judge import problems, type_of
from catalogue.lint.policy_sites import PolicySite, policy_sites, selectors
from catalogue.lint.scope import Problem, Scope
from catalogue.lint.types import MESSAGE, Plan, plan_of
from engine.expressions import parse
from engine.language.rules.guards import Guard
from engine.language.rules.selectors import Selector
from engine.language.terms import Channel


def check(definitions: Definitions) -> Iterable[Fault]:
    plan = plan_of(definitions.schema.model)
    for one in policy_sites(definitions.policy.model):
        for problem in _judged(one, plan):
            fault = f"{one.site.text!r}: {problem.message}"
            yield definitions.policy.fault(one.site.path, fault, problem.fix)
    names = _Names(definitions)
    for path, selector in selectors(definitions.policy.model):
        yield from names.of_selector(path, selector)
    yield from names.of_rules()


def _judged(one: PolicySite, plan: Plan) -> Iterator[Problem]:
    scope = Scope(plan.customer, None, None, MESSAGE if one.message else None)
    try:
        node = parse.condition(one.site.text) if one.site.condition else parse.value(one.site.text)
    except ValueError as error:
        yield Problem(*wrong_and_fix(str(error), "mend the expression"))
        return
    yield from problems(node, scope, plan)
    kind = type_of(node, scope, plan).kind
    if not one.site.condition and kind not in ("number", "any"):
        yield Problem(f"a {kind} stands where a number belongs", "name a number")


class _Names:
    """What the definitions have that a rule can name."""

    def __init__(self, definitions: Definitions) -> None:
        self._policy = definitions.policy
        self._messages = definitions.messages
        self._journeys = definitions.journeys
        self._tags = {tag for content in definitions.messages.values() for tag in content.model.tags}
        named = {channel for content in definitions.messages.values() for channel in content.model.channels}
        self._channels = named | set(definitions.policy.model.channels)

    def of_selector(self, path: Path, selector: Selector) -> Iterator[Fault]:
        """Departments, and messages and tags beside them, may be other systems': those are not checked."""
        for index, journey in enumerate(selector.journeys):
            yield from self._known((*path, "journeys", index), "journey", journey, self._journeys)
        for index, channel in enumerate(selector.channels):
            yield from self._in_use((*path, "channels", index), channel)
        elsewhere = bool(selector.departments) or "department" in selector.origin
        if elsewhere:
            return
        for index, message in enumerate(selector.messages):
            yield from self._known((*path, "messages", index), "message", message, self._messages)
        for index, tag in enumerate(selector.tags):
            yield from self._maybe((*path, "tags", index), "message with the tag", tag, self._tags)

    def of_rules(self) -> Iterator[Fault]:
        policy = self._policy.model
        for index, mix in enumerate(policy.mix):
            if mix.instead is not None:
                path: Path = ("mix", index, "instead")
                yield from self._known(path, "message", mix.instead, self._messages)
                yield from self._fits(path, mix.instead, {purpose.value for purpose in mix.purposes}, mix.of_last)
        for index, quiet in enumerate(policy.quiet_hours):
            for at, channel in enumerate(quiet.channels):
                yield from self._in_use(("quiet_hours", index, "channels", at), channel)
            if quiet.calendar is not None:
                where = ("quiet_hours", index, "calendar")
                yield from self._known(where, "calendar", quiet.calendar, policy.calendars)
        for index, guard in enumerate(policy.guards):
            yield from self._guarded(index, guard)
        for channel in policy.zone_unknown:
            yield from self._in_use(("zone_unknown", channel.value), channel)

    def _fits(self, path: Path, instead: str, purposes: Collection[str], share: int | None) -> Iterator[Fault]:
        """A message that the rule itself would stop is no help."""
        content = self._messages.get(instead)
        if content is None:
            return
        wanted = content.model.purpose.value in purposes
        if wanted is (share is None):
            message = f"{instead!r} is {content.model.purpose.value}: the rule would stop it as well"
            yield self._policy.fault(path, message, "name a message of another purpose")

    def _guarded(self, index: int, guard: Guard) -> Iterator[Fault]:
        for key, names, known in (
            ("journeys", guard.journeys, self._journeys),
            ("messages", guard.messages, self._messages),
        ):
            if isinstance(names, tuple):
                for at, name in enumerate(names):
                    yield from self._known(("guards", index, key, at), key[:-1], name, known)

    def _in_use(self, path: Path, channel: Channel) -> Iterator[Fault]:
        if channel not in self._channels:
            message = f"no message goes by {channel.value}, and it is not in use"
            yield self._policy.fault(path, message, "take it out, or add it to channels", "warning")

    def _known(self, path: Path, what: str, name: str, known: Iterable[str]) -> Iterator[Fault]:
        if name not in known:
            fix = did_you_mean(name, known, "mend the name")
            yield self._policy.fault(path, f"there is no {what} {name!r}", fix)

    def _maybe(self, path: Path, what: str, name: str, known: Iterable[str]) -> Iterator[Fault]:
        if name not in known:
            message = f"there is no {what} {name!r} here; a department's may have it"
            yield self._policy.fault(path, message, did_you_mean(name, known, "mend the name"), "warning")
