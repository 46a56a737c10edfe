"""Checks the preference page: what it offers exists, is read by something, and has a text in every language."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from catalogue.definitions import Definitions, Placed
from catalogue.faults import Fault, did_you_mean
from catalogue.lint.policy_sites import policy_sites
from catalogue.lint.scope import Problem, resolve
from catalogue.lint.sites import Site, sites
from catalogue.lint.triggers import named_triggers
from catalogue.lint.types import plan_of
from engine.customer.profile import changed_type
from engine.expressions import parse
from engine.expressions.mentions import mentions
from engine.language.preference_words import Words
from engine.language.preferences import (
    AS_IT_COMES,
    INTERESTS,
    MAX_PER_WEEK,
    PAUSED_UNTIL,
    PageTexts,
    Preferences,
)

_ENGLISH = "en"


def check(definitions: Definitions) -> Iterable[Fault]:
    page = definitions.preferences
    if page is None:
        for texts in definitions.texts.values():
            yield texts.fault((), "there is no preferences.yaml that these texts belong to", "write it, or remove this")
        return
    yield from _written(page, definitions)
    yield from _read(page, definitions)
    yield from _named(page, definitions)
    yield from _languages(page, definitions.texts)


def _written(page: Placed[Preferences], definitions: Definitions) -> Iterator[Fault]:
    """What is chosen is kept in the profile, under names that the tracking plan has."""
    customer = plan_of(definitions.schema.model).customer
    for key, path, kind in _kept(page.model):
        root, *names = path.split(".")
        found = resolve(customer, tuple(names), root, "")
        if isinstance(found, Problem):
            message = f"what is chosen is kept as {path}, which is not in the tracking plan"
            yield page.fault((key,), message, f"add it to {definitions.schema.source.file} under customer")
        elif found.kind not in (kind, "any"):
            message = f"what is chosen is kept as {path}, and that is no {kind}"
            yield page.fault((key,), message, f"make it a {kind} in {definitions.schema.source.file}")
    saved = page.model.saved
    triggers = definitions.schema.model.triggers
    if saved is not None and saved not in triggers:
        fix = did_you_mean(saved, triggers, f"add it to {definitions.schema.source.file} under triggers")
        yield page.fault(("saved",), f"there is no trigger {saved!r}", fix)


def _kept(page: Preferences) -> Iterator[tuple[str, str, str]]:
    if page.frequency:
        yield "frequency", MAX_PER_WEEK, "number"
    if page.pause is not None:
        yield "pause", PAUSED_UNTIL, "instant"
    if page.interests:
        yield "interests", INTERESTS, "list"
    if page.language:
        yield "language", "customer.language", "text"


def _read(page: Placed[Preferences], definitions: Definitions) -> Iterator[Fault]:
    """Who is offered something has to get it."""
    policy = definitions.policy
    rules = {path for one in policy_sites(policy.model) for path in _paths(one.site)}
    if page.model.frequency and MAX_PER_WEEK not in rules:
        fix = f"add a cap with `max: {MAX_PER_WEEK}` to {policy.source.file}"
        yield page.fault(("frequency",), f"no rule reads {MAX_PER_WEEK}: her choice changes nothing", fix, "warning")
    if page.model.pause is not None and PAUSED_UNTIL not in rules:
        fix = f"add a block with `while: now < {PAUSED_UNTIL}` to {policy.source.file}"
        yield page.fault(("pause",), f"no rule reads {PAUSED_UNTIL}: her choice changes nothing", fix, "warning")
    if page.model.interests and not _minds_interests(definitions, rules):
        message = f"no rule and no journey reads {INTERESTS}: her choice changes nothing"
        fix = "enter a journey by interests_changed, or read it in a condition"
        yield page.fault(("interests",), message, fix, "warning")


def _minds_interests(definitions: Definitions, rules: Collection[str]) -> bool:
    trigger = changed_type(INTERESTS.removeprefix("customer."))
    return INTERESTS in rules or any(
        trigger in {name for _, name in named_triggers(placed.model)}
        or any(INTERESTS in _paths(site) for site in sites(placed.model))
        for placed in definitions.journeys.values()
    )


def _paths(site: Site) -> Collection[str]:
    try:
        node = parse.condition(site.text) if site.condition else parse.value(site.text)
    except ValueError:
        return ()  # told where it stands
    return mentions(node).paths


def _named(page: Placed[Preferences], definitions: Definitions) -> Iterator[Fault]:
    used = definitions.policy.model.channels
    for index, channel in enumerate(page.model.channels):
        if channel not in used:
            message = f"nobody writes by {channel.value}: it is not in use"
            fix = f"add it to channels in {definitions.policy.source.file}, or take it out"
            yield page.fault(("channels", index), message, fix, "warning")
    topics = {topic for content in definitions.messages.values() for topic in content.model.topics}
    for index, topic in enumerate(page.model.topics):
        if topic not in topics:
            message = f"no message here has the topic {topic!r}; a department's may have it"
            fix = did_you_mean(topic, topics, "add it to the topics of a message")
            yield page.fault(("topics", index), message, fix, "warning")


def _languages(page: Placed[Preferences], texts: Mapping[str, Placed[PageTexts]]) -> Iterator[Fault]:
    for index, language in enumerate(page.model.languages):
        found = texts.get(language)
        if found is None:
            fix = f"write preferences.{language}.yaml beside it"
            yield page.fault(("languages", index), f"there are no texts in {language!r}", fix)
        else:
            yield from _texts(page, found, language)
    for language, found in texts.items():
        if language not in page.model.languages:
            fix = f"add it to languages in {page.source.file}, or remove the file"
            yield found.fault((), f"{language!r} is none of the page's languages", fix)


def _texts(page: Placed[Preferences], found: Placed[PageTexts], language: str) -> Iterator[Fault]:
    frequency = [*map(str, page.model.frequency), AS_IT_COMES] if page.model.frequency else []
    languages = page.model.languages if page.model.language else ()
    for key, offered in (
        ("channels", [channel.value for channel in page.model.channels]),
        ("topics", page.model.topics),
        ("frequency", frequency),
        ("interests", page.model.interests),
        ("languages", languages),
    ):
        written = {str(name): None for name in getattr(found.model, key)}
        for name in offered:
            if name not in written:
                yield found.fault((key,), f"{name!r} is offered and has no text", f"add a line {name}: …")
        for name in written.keys() - set(offered):
            if key != "channels":  # a link may come over any of them
                message = f"{name!r} is not offered"
                yield found.fault((key, name), message, f"remove it, or offer it in {page.source.file}", "warning")
    missing = sorted(Words.model_fields.keys() - found.model.words.model_fields_set)
    if language.partition("-")[0] != _ENGLISH and missing:
        message = f"these words are English as long as they are missing: {', '.join(missing)}"
        yield found.fault(("words",), message, "add them", "warning")
