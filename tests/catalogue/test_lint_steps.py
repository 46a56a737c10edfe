from pathlib import Path

import pytest

from tests.catalogue.folders import small_journey
from tests.catalogue.linting import (
    ONBOARDING,
    Case,
    check_case,
    in_journey,
    told,
)

STEPS: list[Case] = [
    (
        small_journey("  - { id: s, send: receipt }\n  - { id: s, wait: 1d }"),
        "small.yaml",
        7,
        "steps[1].id",
        "the step id 's' stands twice (first at steps[0])",
        "give it an id of its own: it tells the step in every version",
    ),
    (
        in_journey("- id: settle-in", "- id: phone"),
        ONBOARDING,
        23,
        "steps[1].id",
        "the step id 'phone' is also a fact, run.phone",
        "rename one: run.phone would be both",
    ),
    (
        small_journey("  - { id: f, set: { product: 1 } }"),
        "small.yaml",
        6,
        "steps[0].set.product",
        "'product' cannot be written here",
        "write run. and a name, such as run.product",
    ),
    (
        small_journey("  - { id: u, update: { customer.plann: prepaid } }"),
        "small.yaml",
        6,
        "steps[0].update.customer.plann",
        "'customer.plann' is not in the tracking plan",
        "did you mean 'plan'?",
    ),
    (
        small_journey("  - { id: s, send: welcom }"),
        "small.yaml",
        6,
        "steps[0].send",
        "there is no message 'welcom'",
        "did you mean 'welcome'?",
    ),
    (
        small_journey("  - { id: s, send: receipt, channels: [sms] }"),
        "small.yaml",
        6,
        "steps[0].channels[0]",
        "the message 'receipt' does not go by sms",
        "a step only narrows the message's channels: email",
    ),
    (
        small_journey("  - { id: s, send: receipt, priority: 90 }"),
        "small.yaml",
        6,
        "steps[0].priority",
        "priority 90 is above the message's own, 50",
        "a step only lowers it: write 50 or less",
    ),
    (
        small_journey("  - { id: s, start: onbording }"),
        "small.yaml",
        6,
        "steps[0].start",
        "there is no journey 'onbording'",
        "did you mean 'onboarding'?",
    ),
    (
        small_journey(
            "  - id: w\n    wait_for:\n      forever: true\n      first_of: [ { name: c, reaction: clicked, tag: x } ]"
        ),
        "small.yaml",
        9,
        "steps[0].wait_for.first_of[0].tag",
        "there is no message with the tag 'x'",
        "give a message that tag; there is: welcome",
    ),
    (
        small_journey(
            "  - id: w\n    wait_for: { forever: true, first_of: [ { name: c, reaction: clicked, message: receit } ] }"
        ),
        "small.yaml",
        7,
        "steps[0].wait_for.first_of[0].message",
        "there is no message 'receit'",
        "did you mean 'receipt'?",
    ),
    (
        small_journey("  - { id: w, wait: { quiet_for: 2h, of: [purchase, viewed], at_most: 1d } }"),
        "small.yaml",
        6,
        "steps[0].wait.of[1]",
        "there is no trigger 'viewed'",
        "did you mean 'product_viewed'?",
    ),
    (
        small_journey("  - { id: l, lookup: nearest_store, with: { place: customer.address }, into: run.store }"),
        "small.yaml",
        6,
        "steps[0].with",
        "the look-up 'nearest_store' needs 'at'",
        "add `at:` to `with`",
    ),
    (
        small_journey("  - { id: e, end: done }\n  - { id: s, send: receipt }"),
        "small.yaml",
        7,
        "steps[1]",
        "nobody comes to 's': 'e' always ends the journey",
        "remove it, or give the end before it a `when`",
    ),
    (
        small_journey("  - { id: s, start: small }"),
        "small.yaml",
        6,
        "steps[0].start",
        "a loop without a wait: small → small",
        "put a wait that always takes time before it, such as `wait: 1d`",
    ),
]


@pytest.mark.parametrize("case", STEPS, ids=lambda case: case[3])
def test_faults_of_meaning(tmp_path: Path, case: Case) -> None:
    check_case(tmp_path, case)


LOOPS = [
    ("  - { id: s, start: small }", True),
    ("  - { id: w, wait: 1d }\n  - { id: s, start: small }", False),
    ("  - { id: w, wait: 0s }\n  - { id: s, start: small }", True),
    ("  - { id: w, wait: { days: 0, at: '10:00' } }\n  - { id: s, start: small }", True),
    ("  - { id: w, wait: { until: '10:00' } }\n  - { id: s, start: small }", False),
    ("  - { id: w, wait: { between: ['09:00', '17:00'] } }\n  - { id: s, start: small }", True),
    ("  - { id: w, wait: 1d, when: customer.open_tickets > 0 }\n  - { id: s, start: small }", True),
    ("  - { id: e, end: out }\n  - { id: s, start: small }", False),
    (
        "  - id: b\n    branch: [ { when: customer.open_tickets > 0, steps: [ { id: w, wait: 1d } ] } ]\n"
        "    otherwise: []\n  - { id: s, start: small }",
        True,
    ),
    (
        "  - id: b\n    branch: [ { when: customer.open_tickets > 0, steps: [ { id: w, wait: 1d } ] } ]\n"
        "    otherwise: [ { id: e, end: out } ]\n  - { id: s, start: small }",
        False,
    ),
    (
        "  - id: w\n    wait_for:\n      first_of: [ { name: p, trigger: purchase } ]\n"
        "      timeout: { after: 1d, steps: [ { id: s, start: small } ] }",
        False,
    ),
    (
        "  - id: w\n    wait_for:\n      first_of: [ { name: p, condition: customer.open_tickets > 0 } ]\n"
        "      timeout: { after: 1d }\n  - { id: s, start: small }",
        True,
    ),
]


@pytest.mark.parametrize(("text", "loops"), LOOPS)
def test_a_loop_without_a_wait_is_refused(tmp_path: Path, text: str, loops: bool) -> None:
    faults = told(tmp_path, small_journey(text))
    assert any("a loop without a wait: small → small" in fault.message for fault in faults) is loops


def test_a_loop_over_several_journeys_names_the_way(tmp_path: Path) -> None:
    first = small_journey("  - { id: s, start: second }")["small.yaml"]
    second = (first or "").replace("journey: small", "journey: second").replace("start: second", "start: small")
    faults = told(tmp_path, {"small.yaml": first, "second.yaml": second})
    assert [(fault.file, fault.message) for fault in faults] == [
        ("second.yaml", "a loop without a wait: second → small → second"),
        ("small.yaml", "a loop without a wait: small → second → small"),
    ]
