from pathlib import Path

import pytest

from catalogue.folder import read_folder
from tests.catalogue.folders import GOOD, JOURNEY, MESSAGE, POLICY, small_journey, write_folder

Changed = dict[str, str | None]


def test_a_good_folder_is_read_whole(tmp_path: Path) -> None:
    definitions, faults = read_folder(write_folder(tmp_path))
    assert faults == []
    assert definitions is not None
    assert set(definitions.journeys) == {"onboarding"}
    assert list(definitions.messages["welcome"].bodies) == ["email.html", "email.txt", "sms.txt"]
    branch = definitions.journeys["onboarding"].model.model_dump(mode="json")["steps"][7]
    assert branch["branch"][0]["when"] == '(customer.plan == "contract")'


def in_journey(old: str, new: str) -> Changed:
    assert old in JOURNEY
    return {"onboarding/onboarding.yaml": JOURNEY.replace(old, new, 1)}


FORM: list[tuple[Changed, str, int, str, str, str]] = [
    (
        in_journey("title:", "titel:"),
        "onboarding/onboarding.yaml",
        2,
        "titel",
        "unknown key 'titel'",
        "did you mean 'title'?",
    ),
    (
        in_journey("  - id: welcome\n    send", "  - send"),
        "onboarding/onboarding.yaml",
        21,
        "steps[0].id",
        "'id' is missing",
        "add `id:` with a name of its own: it tells the step in every version",
    ),
    (
        in_journey("    send: welcome", "    sned: welcome"),
        "onboarding/onboarding.yaml",
        21,
        "steps[0]",
        "not a step: unknown key 'sned'",
        "did you mean 'send'?",
    ),
    (
        in_journey("after: 5d", "after: five"),
        "onboarding/onboarding.yaml",
        31,
        "steps[2].wait_for.timeout.after",
        "'five' is not a duration",
        "write a whole number and s, m, h, d or w, such as 3d",
    ),
    (
        in_journey("      timeout: { after: 5d, go: continue }\n", ""),
        "onboarding/onboarding.yaml",
        26,
        "steps[2].wait_for",
        "wait_for has no end, or two",
        "write either `timeout` (after, go) or `forever: true`",
    ),
    (
        in_journey("again: restart", "again: sometimes"),
        "onboarding/onboarding.yaml",
        7,
        "enter.again",
        "'sometimes' is no rule of re-entry",
        "never, after_exit, after_exit + 90d, restart or parallel",
    ),
    (
        in_journey('at: "10:00"', 'at: "10.00"'),
        "onboarding/onboarding.yaml",
        24,
        "steps[1].wait.at",
        "'10.00' is not a time of day",
        "write hours and minutes, such as '10:00'",
    ),
    (
        in_journey("- id: welcome", "- id: Welcome!"),
        "onboarding/onboarding.yaml",
        21,
        "steps[0].id",
        "'Welcome!' is not a name that can stand here",
        "begin with a lower-case letter; then lower-case letters, digits, hyphens, underscores (64 at most)",
    ),
    (
        in_journey('when: event.category == "phone"', 'when: event.category = "phone"'),
        "onboarding/onboarding.yaml",
        6,
        "enter.when",
        "'event.category = \"phone\"': column 16: '=' is not part of the language",
        "write `==`",
    ),
    (
        in_journey('when: event.category == "phone"', "when: event.category =="),
        "onboarding/onboarding.yaml",
        6,
        "enter.when",
        "'event.category ==': column 18: expected a value, found 'the end'",
        "complete the expression at its end: a value",
    ),
    (
        in_journey('when: event.category == "phone"', "when: (event.category == 1"),
        "onboarding/onboarding.yaml",
        6,
        "enter.when",
        "'(event.category == 1': column 21: expected `)` to close the bracket, found 'the end'",
        "complete the expression at its end: `)` to close the bracket",
    ),
    (
        in_journey('when: event.category == "phone"', "when: event.category == , 1"),
        "onboarding/onboarding.yaml",
        6,
        "enter.when",
        "'event.category == , 1': column 19: expected a value, found ','",
        "at column 19 write a value",
    ),
    (
        in_journey('when: event.category == "phone"', "when: 1 + 2"),
        "onboarding/onboarding.yaml",
        6,
        "enter.when",
        "'1 + 2': column 1: a condition is needed here, and this is a number",
        "mend the expression at column 1: docs/journeys.md, Conditions and values",
    ),
    (
        in_journey("is: is-contract", "is: is-contrakt"),
        "onboarding/onboarding.yaml",
        50,
        "steps[7].branch[0].when.is",
        "there is no condition named 'is-contrakt'",
        "did you mean 'is-contract'?",
    ),
    (
        in_journey("share: 50% }", "share: 40% }"),
        "onboarding/onboarding.yaml",
        56,
        "steps[8].split",
        "the shares of the arms add up to 90%",
        "make it 100%",
    ),
    (
        {"policy.yaml": POLICY.replace("consent: none", "consent: no")},
        "policy.yaml",
        5,
        "purposes.transactional.consent",
        "'no' is not one of: none, opt_in, opt_out",
        "did you mean 'none'?",
    ),
    (
        {"content/welcome/message.yaml": MESSAGE.replace("purpose: lifecycle", "purpose: lifecicle")},
        "content/welcome/message.yaml",
        4,
        "purpose",
        "'lifecicle' is not one of: transactional, service, lifecycle, promotional, content, survey",
        "did you mean 'lifecycle'?",
    ),
    (
        {"content/welcome/message.yaml": MESSAGE.replace("title: Welcome", "title: 5")},
        "content/welcome/message.yaml",
        2,
        "title",
        "5 stands where a text belongs",
        "put it in quotes: '5'",
    ),
    (
        {"content/welcome/message.yaml": MESSAGE + "priority: 101\n"},
        "content/welcome/message.yaml",
        12,
        "priority",
        "101 is out of bounds",
        "write a number less than or equal to 100",
    ),
    (
        small_journey("  - { id: s, send: welcome, go_on: when_final }"),
        "small.yaml",
        6,
        "steps[0].go_on",
        "unknown key 'go_on'",
        "remove it; there is: channels, continue, id, priority, send, unless, when",
    ),
    (
        {"more.yaml": "stuff: 1\n"},
        "more.yaml",
        1,
        "",
        "not told what this file is",
        "begin it with journey:, message: or policy:, or name it schema.yaml, conditions.yaml or preferences.yaml",
    ),
    ({"old.yml": "journey: x\n"}, "old.yml", 1, "", "the ending .yml is not read", "rename it to .yaml"),
    ({"policy.yaml": None}, "policy.yaml", 1, "", "the folder has no policy", "add policy.yaml with `policy: <name>`"),
    (
        {"two/copy.yaml": JOURNEY},
        "two/copy.yaml",
        1,
        "journey",
        "a second journey named 'onboarding' (the first is in onboarding/onboarding.yaml)",
        "give it another name",
    ),
    (
        {"two/policy.yaml": POLICY},
        "two/policy.yaml",
        1,
        "",
        "a second policy file (the first is policy.yaml)",
        "keep one of them",
    ),
    (
        {"conditions.yaml": "is-contract: customer.plan =\n"},
        "conditions.yaml",
        1,
        "is-contract",
        "'customer.plan =': column 15: '=' is not part of the language",
        "write `==`",
    ),
]


@pytest.mark.parametrize(("changed", "file", "line", "path", "message", "fix"), FORM)
def test_faults_of_form(
    tmp_path: Path, changed: Changed, file: str, line: int, path: str, message: str, fix: str
) -> None:
    definitions, faults = read_folder(write_folder(tmp_path, changed))
    assert definitions is None
    assert [(f.file, f.line, f.path, f.message, f.fix) for f in faults] == [(file, line, path, message, fix)]


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    changed: Changed = {
        "policy.yaml": "policy: house\nzon: UTC\n",
        "schema.yaml": "triggers: []\n",
        "broken.yaml": "journey: [\n",
        **in_journey("title:", "titel:"),
    }
    _, faults = read_folder(write_folder(tmp_path, changed))
    assert {fault.file for fault in faults} == {
        "broken.yaml",
        "onboarding/onboarding.yaml",
        "policy.yaml",
        "schema.yaml",
    }


def test_not_utf8(tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / "policy.yaml").write_bytes(b"policy: caf\xe9\n")
    _, faults = read_folder(tmp_path)
    assert ("policy.yaml", "not UTF-8: the byte at position 11") in [(f.file, f.message) for f in faults]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    definitions, faults = read_folder(tmp_path / "none")
    assert definitions is None
    assert faults[0].message == "there is no such folder"


def test_scenarios_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    changed: Changed = {".git/x.yaml": "nonsense: 1", "onboarding/scenarios/s.yaml": "scenario: x"}
    definitions, faults = read_folder(write_folder(tmp_path, changed))
    assert definitions is not None and faults == []
    assert set(GOOD) > {"scenarios/not-read.yaml"}


def test_a_fault_prints_place_and_fix(tmp_path: Path) -> None:
    _, faults = read_folder(write_folder(tmp_path, in_journey("title:", "titel:")))
    assert str(faults[0]) == (
        "onboarding/onboarding.yaml:2:1: titel: unknown key 'titel'\n    fix: did you mean 'title'?"
    )
