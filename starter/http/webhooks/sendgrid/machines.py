"""Tells opens and clicks of machines from those of people: mail proxies say so, link scanners show it."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeGuard

from pydantic import JsonValue

from channels.sendgrid.payload import MESSAGE_ID
from starter.http.webhooks.values import word

Event = Mapping[str, JsonValue]

WITHIN = 2.0
"""seconds in which nobody follows two links of one mail"""

_LATEST = 253_402_300_799
"""the end of the year 9999"""
_SCANNER = re.compile(
    r"bot\b|crawl|spider|scan|preview|proofpoint|barracuda|mimecast|safelinks|symantec|trend ?micro|curl/|wget/"
    r"|python-requests|python-urllib|go-http-client|okhttp|headless",
    re.IGNORECASE,
)


def by_scanners(events: Sequence[Event]) -> frozenset[int]:
    """The numbers, in the batch, of what no person did."""
    said = {number for number, one in enumerate(events) if _says_so(one)}
    return frozenset(said | _too_fast(events))


def _says_so(event: Event) -> bool:
    match event.get("event"):
        case "open":
            return event.get("sg_machine_open") is True or _is_scanner(event)
        case "click":
            return _is_scanner(event)
        case _:
            return False


def _is_scanner(event: Event) -> bool:
    agent = event.get("useragent")
    return isinstance(agent, str) and _SCANNER.search(agent[:500]) is not None


def _is_time(value: JsonValue) -> TypeGuard[float]:
    """A whole number may have thousands of digits, and cannot be counted with beside one that has a fraction."""
    return isinstance(value, int | float) and abs(value) <= _LATEST


def _too_fast(events: Sequence[Event]) -> set[int]:
    """Clicks on several links of one mail at once."""
    clicks: defaultdict[str, list[tuple[float, str, int]]] = defaultdict(list)
    for number, one in enumerate(events):
        at, url, message_id = one.get("timestamp"), one.get("url"), word(one.get(MESSAGE_ID))
        if one.get("event") == "click" and _is_time(at) and isinstance(url, str) and message_id:
            clicks[message_id].append((at, url, number))
    found: set[int] = set()
    for of_one in clicks.values():
        of_one.sort()
        for (at, url, number), (next_at, next_url, next_number) in pairwise(of_one):
            if url != next_url and next_at - at <= WITHIN:
                found |= {number, next_number}
    return found
