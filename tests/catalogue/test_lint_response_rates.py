"""Thresholds of response rates, and journeys that wait for a crossing."""

from pathlib import Path

import pytest

from tests.catalogue.folders import POLICY
from tests.catalogue.linting import Case, Changed, check_case, in_schema, told

TWO = "response_rates:\n  - { name: low, channel: email, below: 10%, recover: 15% }\n"
ENTERED = """\
journey: low-response
title: Fewer messages
department: care
enter: { trigger: response_rate_changed, when: event.name == "low" and event.crossed == "below", again: after_exit }
steps:
  - { id: quiet, wait: 30d }
"""


def in_policy(more: str, journey: str | None = ENTERED) -> Changed:
    return {"policy.yaml": POLICY + more, "low-response.yaml": journey}


CASES: list[Case] = [
    (
        in_policy(TWO + "  - { name: low, channel: sms, below: 1%, recover: 2% }\n"),
        "policy.yaml",
        8,
        "response_rates[1].name",
        "there is another threshold 'low'",
        "give it a name of its own",
    ),
    (
        in_policy(TWO.replace("channel: email", "channel: push")),
        "policy.yaml",
        7,
        "response_rates[0].channel",
        "the channel push is not in use: no rate is ever known",
        "add it to channels, or take the threshold out",
    ),
    (
        in_policy(""),
        "low-response.yaml",
        4,
        "enter.trigger",
        "response_rate_changed never comes: the policy has no threshold",
        "add one to response_rates in policy.yaml",
    ),
    (
        in_schema("  plan:", "  response-rate: number\n  plan:"),
        "schema.yaml",
        11,
        "customer.response-rate",
        "a change of customer.response-rate would be the built-in trigger response_rate_changed",
        "rename it",
    ),
    (
        in_schema("  phone_activated:", "  response_rate_changed: { rate: number }\n  phone_activated:"),
        "schema.yaml",
        4,
        "triggers.response_rate_changed",
        "response_rate_changed is built in: a threshold in the policy gives rise to it",
        "remove it: it is known without being listed",
    ),
]


@pytest.mark.parametrize("case", CASES)
def test_faults_of_thresholds(tmp_path: Path, case: Case) -> None:
    check_case(tmp_path, case)


def test_the_trigger_is_known_with_its_properties(tmp_path: Path) -> None:
    assert told(tmp_path / "good", in_policy(TWO)) == []
    wrong = ENTERED.replace('"below"', '"under"')
    assert any("under" in fault.message for fault in told(tmp_path / "wrong", in_policy(TWO, wrong)))


def test_recovering_below_the_threshold_is_refused(tmp_path: Path) -> None:
    [fault, *_] = told(tmp_path, in_policy(TWO.replace("15%", "5%")))
    assert (fault.path, fault.line) == ("response_rates[0]", 7)
    assert "recover lies under below" in fault.message + fault.fix
