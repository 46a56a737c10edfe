"""The rules of the policy: forms, names and expressions, each fault with its place and its fix."""

from pathlib import Path

import pytest

from catalogue.interest import interest
from catalogue.lint.checks import lint
from tests.catalogue.folders import MESSAGE, POLICY, write_folder
from tests.catalogue.linting import Changed, told

CAP = "caps:\n  - {{ name: week, counts: {{ class: marketing }}, max: {}, per: 7d, over: hold }}\n"
GOOD_RULES = """\
zone_unknown: { email: organisation, sms: hold }
calendars: { public-holidays: ["2026-12-25"] }
caps:
  - name: week
    counts: { purposes: [promotional, lifecycle], channels: [email, sms] }
    max: [ { when: customer.response.email < 10%, to: 1 }, { otherwise: customer.preferences.max_per_week } ]
    per: 7d
    over: hold
    look_ahead: 48h
conflicts:
  - name: welcome-day
    keep: { tags: [welcome] }
    yield: { purposes: promotional, origin: broadcast }
    unless: overlaps(message.topics, customer.interests)
    within: same_day
    over: hold
blocks:
  - { name: complaint, while: customer.open_tickets > 0, and_for: 48h, allow: { class: essential }, over: hold }
mix:
  - { name: blend, of_last: 3, at_least: 1, purposes: [lifecycle], over: hold, instead: welcome }
quiet_hours:
  - { name: nights, channels: [sms], from: "21:00", to: "08:00", spread: 20m }
  - { name: florida, channels: [sms], where: 'customer.address.region == "US-FL"', from: "20:00", to: "24:00" }
  - { name: holidays, channels: [sms], calendar: public-holidays, over: drop }
holdout:
  - { name: global, share: 5%, salt: g, unit: household, from: "2026-01-01" }
guards:
  - { journeys: any, max_sends: 20000 per 1h, over: pause_journey_and_alert }
  - { messages: [welcome], complaints_above: 0.1%, of_at_least: 1000, over: pause_message_and_alert }
"""


def in_policy(more: str) -> Changed:
    return {"policy.yaml": POLICY + more}


def test_every_kind_of_rule_is_taken(tmp_path: Path) -> None:
    assert told(tmp_path, in_policy(GOOD_RULES)) == []


def test_named_conditions_stand_in_rules_too(tmp_path: Path) -> None:
    block = "blocks:\n  - { name: contract, while: { is: is-contract }, over: hold }\n"
    _, definitions = lint(write_folder(tmp_path, in_policy(block)))
    assert definitions is not None
    assert definitions.policy.model.blocks[0].condition == '(customer.plan == "contract")'


@pytest.mark.parametrize(
    ("rules", "path", "said"),
    [
        (CAP.format("customer.preferences.most"), "caps[0].max", "'customer.preferences.most' is not in the tracking"),
        (CAP.format("customer.first_name"), "caps[0].max", "a text stands where a number belongs"),
        (CAP.format("event.amount"), "caps[0].max", "there is no event.* here"),
        (CAP.format("-1"), "caps[0].max", "-1 is no limit: write a whole number"),
        (CAP.format("two"), "caps[0].max", "'two' is no limit: write a whole number"),
        (CAP.format("2") + CAP.format("3").removeprefix("caps:\n"), "", "two rules are called 'week'"),
        (CAP.format("[ { otherwise: 1 }, { when: 1 == 1, to: 2 } ]"), "caps[0]", "`otherwise` comes last"),
        (CAP.format("2").replace("per: 7d", "per: 0d"), "caps[0].per", "takes no time"),
        (
            "conflicts: [ { name: c, keep: { class: marketing }, yield: { tags: x }, within: 0d, over: hold } ]\n",
            "conflicts[0].within",
            "takes no time",
        ),
        (
            CAP.format("2").replace("per: 7d", "per: fortnight"),
            "caps[0].per",
            "'fortnight' is no span: write a duration such as 7d, or calendar_day, calendar_week, calendar_month",
        ),
        (CAP.format("2").replace("{ class: marketing }", "{}"), "caps[0].counts", "selects nothing in particular"),
        (CAP.format("2").replace("class: marketing", "messages: [welcom]"), "caps[0].counts.messages[0]", "no message"),
        (CAP.format("2").replace("class: marketing", "journeys: [nope]"), "caps[0].counts.journeys[0]", "no journey"),
        (
            "blocks:\n  - { name: b, while: message.key == 1, over: hold }\n",
            "blocks[0].while",
            "there is no message.* here",
        ),
        ("mix:\n  - { name: m, of_last: 3, purposes: [content], over: hold }\n", "mix[0]", "write either `of_last`"),
        (
            "mix:\n  - { name: m, never_in_a_row: 3, purposes: [service], over: drop }\n",
            "mix[0]",
            "service is not marketing",
        ),
        (
            "mix:\n  - { name: m, of_last: 3, at_least: 1, purposes: [content], over: drop, instead: welcome }\n",
            "mix[0].instead",
            "'welcome' is lifecycle: the rule would stop it as well",
        ),
        (
            "quiet_hours:\n  - { name: q, channels: [sms], calendar: feasts }\n",
            "quiet_hours[0].calendar",
            "there is no calendar 'feasts'",
        ),
        ("quiet_hours:\n  - { name: q, channels: [sms] }\n", "quiet_hours[0]", "would be silent for ever"),
        ('quiet_hours:\n  - { name: q, channels: [sms], from: "21:00" }\n', "quiet_hours[0]", "write both `from`"),
        (
            "guards:\n  - { journeys: [nope], max_sends: 5 per 1h, over: pause_journey_and_alert }\n",
            "guards[0].journeys[0]",
            "there is no journey 'nope'",
        ),
        (
            "guards:\n  - { journeys: any, max_sends: 5 per 1h, over: pause_message_and_alert }\n",
            "guards[0]",
            "pause_journey_and_alert",
        ),
        (
            "guards:\n  - { messages: any, complaints_above: 1%, over: pause_message_and_alert }\n",
            "guards[0]",
            "`complaints_above` needs `of_at_least`",
        ),
        ("holdout:\n  - { name: h, share: 5%, salt: g, from: 2026 }\n", "holdout[0].from", "no date"),
    ],
)
def test_faults_of_rules(tmp_path: Path, rules: str, path: str, said: str) -> None:
    faults = told(tmp_path, in_policy(rules))
    assert any(path in fault.path and said in f"{fault.message}: {fault.fix}" for fault in faults), faults


@pytest.mark.parametrize("rules", [CAP.format("two"), CAP.format("2").replace("7d", "a week")])
def test_a_slip_is_one_fault(tmp_path: Path, rules: str) -> None:
    assert len([fault for fault in told(tmp_path, in_policy(rules)) if fault.level == "error"]) == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("service: { class: marketing, unknown: leave }", "its class is essential"),
        ('service: { holdout: "yes" }', "an essential message goes to everybody"),
        ("survey: { unknown: send_again }", "a marketing message is never sent twice"),
        ("survey: { quiet: sometimes }", "sometimes"),
    ],
)
def test_faults_of_the_table_of_purposes(tmp_path: Path, row: str, said: str) -> None:
    faults = told(tmp_path, {"policy.yaml": POLICY + f"  {row}\n"})
    assert any(said in f"{fault.message}: {fault.fix}" for fault in faults), faults


def test_a_row_is_written_over_the_defaults_of_its_purpose(tmp_path: Path) -> None:
    _, definitions = lint(write_folder(tmp_path, {"policy.yaml": POLICY + "  survey: { expires: 2d }\n"}))
    assert definitions is not None
    rows = definitions.policy.model.purposes
    survey = next(row for purpose, row in rows.items() if purpose == "survey")
    assert (survey.expires.days, survey.consent, survey.caps, survey.holdout) == (2, "opt_in", "apply", "yes")


def test_channels_that_are_not_in_use_are_warned_of(tmp_path: Path) -> None:
    [fault] = told(tmp_path, in_policy('quiet_hours:\n  - { name: q, channels: [push], from: "21:00", to: "08:00" }\n'))
    assert (fault.level, fault.path) == ("warning", "quiet_hours[0].channels[0]")


def test_tags_of_nobody_are_warned_of_unless_they_are_a_departments(tmp_path: Path) -> None:
    rule = "caps:\n  - {{ name: c, counts: {{ tags: [flyer]{} }}, max: 9, per: 7d, over: hold }}\n"
    [fault] = told(tmp_path / "one", in_policy(rule.format("")))
    assert (fault.level, fault.path) == ("warning", "caps[0].counts.tags[0]")
    assert told(tmp_path / "two", in_policy(rule.format(", departments: [store]"))) == []


def test_the_interest_set_holds_what_the_policy_counts(tmp_path: Path) -> None:
    _, definitions = lint(write_folder(tmp_path, in_policy(CAP.format('"count(product_viewed, last 7d)"'))))
    assert definitions is not None
    assert "product_viewed" in interest(definitions)


def test_a_message_of_one_channel_stays_good(tmp_path: Path) -> None:
    assert told(tmp_path, {"content/welcome/message.yaml": MESSAGE}) == []
