"""Renders a message straight from a journeys folder: no server, no ledger, nothing published."""

import re
from datetime import datetime
from pathlib import Path

from catalogue.definitions import Content
from catalogue.faults import did_you_mean, errors
from catalogue.folder import BLOCKS, read_folder
from catalogue.lint.checks import check_all
from catalogue.mail.pieces import position
from catalogue.publish import LintFailed
from catalogue.rendering import prepare, render
from engine.contracts.facts import Facts
from engine.contracts.parcel import Rendered
from engine.contracts.ports import ContentFault
from engine.language.message import Message
from engine.language.terms import Channel
from starter.content.facts_file import as_decided
from starter.errors import InputRefused

_MISSING = re.compile(r": ([\w.]+) is undefined")


def preview(
    folder: Path,
    message: str,
    facts: Facts,
    now: datetime,
    *,
    channel: Channel | None = None,
    language: str | None = None,
) -> Rendered:
    """By the message's first channel and in the customer's language unless named; decided `now`.

    Raises LintFailed for faults of this message, InputRefused for what the facts lack.
    """
    definitions, faults = read_folder(folder)
    if definitions is None:
        raise LintFailed(folder, faults)
    content = definitions.messages.get(message)
    if content is None:
        fix = did_you_mean(message, definitions.messages, "write it")
        raise InputRefused(f"{folder} has no message {message!r}: {fix}")
    own = [fault for fault in check_all(definitions) if fault.file.startswith(f"{content.folder}/")]
    if errors(own):
        raise LintFailed(folder / content.folder, own)
    check_language(content.model, language)
    policy = definitions.policy.model
    decided = as_decided(facts, now, policy.zone)
    return _rendered(content, policy.links, decided, chosen_channel(content.model, channel), language)


def chosen_channel(message: Message, channel: Channel | None) -> Channel:
    """The one that was named, or the message's first. Raises InputRefused."""
    if channel is None:
        return message.channels[0]
    if channel not in message.channels:
        there = ", ".join(one.value for one in message.channels)
        raise InputRefused(f"the message {message.message!r} does not go by {channel.value}: it goes by {there}")
    return channel


def check_language(message: Message, language: str | None) -> None:
    """Raises InputRefused for one that the message is not written in."""
    if language is not None and language not in message.languages:
        there = ", ".join(message.languages) or "one language only"
        raise InputRefused(f"the message {message.message!r} is not written in {language!r}: there is {there}")


def _rendered(
    content: Content, links: dict[str, str], facts: Facts, channel: Channel, language: str | None
) -> Rendered:
    try:
        return render(prepare(content.part(links)), channel, facts, language)
    except ContentFault as fault:
        raise InputRefused(f"{fault}{_written(content, str(fault))}") from None


def _written(content: Content, told: str) -> str:
    """Where the missing variable is written: the fault counts the lines of the finished HTML."""
    found = _MISSING.search(told)
    files = {**content.bodies, **{f"{BLOCKS}/{name}": text for name, text in content.blocks.items()}}
    variable = found[1] if found else None
    places = [
        f"{name}:{position(text, text.index(variable))[0]}"
        for name, text in files.items()
        if variable is not None and variable in text
    ]
    return f" (written in {', '.join(places)})" if places else ""
