"""The preference page: what it offers exists, is read by something and has a text in every language."""

from pathlib import Path

import pytest

from catalogue.lint.checks import lint
from tests.catalogue.folders import POLICY, SCHEMA
from tests.catalogue.linting import Case, Changed, check_case, told
from tests.starter.http.pages.folder import FILES, write

PAGE = """\
preferences: house
languages: [en]
channels: [email]
topics: [phones]
frequency: [1]
pause: 30d
interests: [phones]
saved: purchase
"""
TEXTS = """\
sender: House
title: What you receive
agreement: I want it.
channels: { email: email }
topics: { phones: Phones }
frequency: { any: Any, "1": One }
interests: { phones: Phones }
"""
READ = """\
caps: [ { name: own, counts: { class: marketing }, max: customer.preferences.max_per_week, per: 7d, over: hold } ]
blocks: [ { name: rest, while: now < customer.preferences.paused_until, over: hold } ]
conflicts:
  - { name: kept, keep: { tags: [welcome] }, yield: { purposes: [survey] }, within: 1d, over: hold,
      unless: 'overlaps(message.topics, customer.interests)' }
"""
PLAN = SCHEMA.replace("{ max_per_week: number }", "{ max_per_week: number, paused_until: date }")


def page(old: str = "", new: str = "", **files: str | None) -> Changed:
    assert old in PAGE
    changed: Changed = {
        "schema.yaml": PLAN,
        "policy.yaml": POLICY + READ,
        "preferences.yaml": PAGE.replace(old, new, 1) if old else PAGE,
        "preferences.en.yaml": TEXTS,
    }
    return changed | {name.replace("__", "."): text for name, text in files.items()}


CASES: list[Case] = [
    (
        page("frequency", "frequenzy"),
        "preferences.yaml",
        5,
        "frequenzy",
        "unknown key 'frequenzy'",
        "did you mean 'frequency'?",
    ),
    (
        page(schema__yaml=SCHEMA),
        "preferences.yaml",
        6,
        "pause",
        "what is chosen is kept as customer.preferences.paused_until, which is not in the tracking plan",
        "add it to schema.yaml under customer",
    ),
    (
        page(schema__yaml=PLAN.replace("interests: list", "interests: text")),
        "preferences.yaml",
        7,
        "interests",
        "what is chosen is kept as customer.interests, and that is no list",
        "make it a list in schema.yaml",
    ),
    (
        page("saved: purchase", "saved: purchased"),
        "preferences.yaml",
        8,
        "saved",
        "there is no trigger 'purchased'",
        "did you mean 'purchase'?",
    ),
    (
        page(policy__yaml=POLICY),
        "preferences.yaml",
        5,
        "frequency",
        "no rule reads customer.preferences.max_per_week: her choice changes nothing",
        "add a cap with `max: customer.preferences.max_per_week` to policy.yaml",
    ),
    (
        page(policy__yaml=POLICY),
        "preferences.yaml",
        6,
        "pause",
        "no rule reads customer.preferences.paused_until: her choice changes nothing",
        "add a block with `while: now < customer.preferences.paused_until` to policy.yaml",
    ),
    (
        page(policy__yaml=POLICY),
        "preferences.yaml",
        7,
        "interests",
        "no rule and no journey reads customer.interests: her choice changes nothing",
        "enter a journey by interests_changed, or read it in a condition",
    ),
    (
        page("[email]", "[email, push]", preferences__en__yaml=TEXTS.replace("email: email", "email: e, push: p")),
        "preferences.yaml",
        3,
        "channels[1]",
        "nobody writes by push: it is not in use",
        "add it to channels in policy.yaml, or take it out",
    ),
    (
        page(
            "topics: [phones]",
            "topics: [phone]",
            preferences__en__yaml=TEXTS.replace("topics: { phones", "topics: { phone"),
        ),
        "preferences.yaml",
        4,
        "topics[0]",
        "no message here has the topic 'phone'; a department's may have it",
        "did you mean 'phones'?",
    ),
    (
        page("[en]", "[en, de]"),
        "preferences.yaml",
        2,
        "languages[1]",
        "there are no texts in 'de'",
        "write preferences.de.yaml beside it",
    ),
    (
        page(preferences__de__yaml=TEXTS),
        "preferences.de.yaml",
        1,
        "",
        "'de' is none of the page's languages",
        "add it to languages in preferences.yaml, or remove the file",
    ),
    (
        page(preferences__en__yaml=TEXTS.replace('"1": One', '"2": Two')),
        "preferences.en.yaml",
        6,
        "frequency",
        "'1' is offered and has no text",
        "add a line 1: …",
    ),
    (
        page(preferences__en__yaml=TEXTS.replace('"1": One', '"1": One, "2": Two')),
        "preferences.en.yaml",
        6,
        "frequency.2",
        "'2' is not offered",
        "remove it, or offer it in preferences.yaml",
    ),
    (
        {"preferences.en.yaml": TEXTS},
        "preferences.en.yaml",
        1,
        "",
        "there is no preferences.yaml that these texts belong to",
        "write it, or remove this",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[4][:50])
def test_a_fault_is_told_with_its_place_and_fix(tmp_path: Path, case: Case) -> None:
    check_case(tmp_path, case)


def test_a_page_in_order_has_no_fault(tmp_path: Path) -> None:
    assert [fault for fault in told(tmp_path, page()) if "preferences" in fault.file] == []


def test_words_that_are_missing_in_another_language_are_named(tmp_path: Path) -> None:
    faults, definitions = lint(write(tmp_path))
    assert definitions is not None
    [missing] = [fault for fault in faults if fault.file == "preferences.de.yaml"]
    assert "these words are English as long as they are missing" in missing.message
    assert "too_old_text" in missing.message and "save," not in missing.message


def test_what_asks_for_a_confirmation_may_not_need_one(tmp_path: Path) -> None:
    wrong = FILES["content/please-confirm/message.yaml"].replace("transactional", "content")
    without = FILES["policy.yaml"].replace("{ double_opt_in: [sms] }", "{}").replace(", only: [please-confirm]", "")
    faults, _ = lint(write(tmp_path, {"content/please-confirm/message.yaml": wrong, "policy.yaml": without}))
    told_of = {fault.file: fault.message for fault in faults}
    assert "a content message needs consent itself" in told_of["content/please-confirm/message.yaml"]
    assert "consent_pending never comes by itself" in told_of["confirm.yaml"]
