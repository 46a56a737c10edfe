"""What lint says of languages, blocks and MJML."""

from pathlib import Path

import pytest

from tests.catalogue.folders import JOURNEY
from tests.catalogue.linting import Case, Changed, check_case, told
from tests.catalogue.mails import ENGLISH, FOLDER, HELP, MAIL, YAML

BODY = f"{FOLDER}/email.en.mjml"
IN_A_COLUMN = ENGLISH.replace("{% block help %}\n", "").replace(
    "{% block store %}", "{% block help %}{% block store %}"
)


def with_mail(changed: Changed) -> Changed:
    return {**MAIL, **changed}


def in_help(old: str, new: str) -> Changed:
    assert old in HELP
    return with_mail({YAML: HELP.replace(old, new, 1)})


def in_body(old: str, new: str) -> Changed:
    assert old in ENGLISH
    return with_mail({BODY: ENGLISH.replace(old, new, 1)})


def reasons(lines: str) -> Changed:
    """What the journey that sends it can set as the reason."""
    return with_mail(
        {"onboarding/onboarding.yaml": JOURNEY.replace("send: receipt", "send: help").replace("to: near", lines)}
    )


CASES: list[Case] = [
    (
        with_mail({BODY: None, f"{FOLDER}/email.de.mjml": None}),
        YAML, 5, "channels[0]",
        "the channel email needs email.en.mjml or email.en.html",
        "write content/help/email.en.mjml",
    ),
    (
        with_mail({f"{FOLDER}/sms.en.txt": None, f"{FOLDER}/sms.txt": "x"}),
        YAML, 5, "channels[1]",
        "the channel sms needs sms.en.txt",
        "rename sms.txt to sms.en.txt",
    ),
    (
        in_help("{ en: \"Still looking at {{ run.phone }}?\", de:", "{ de:"),
        YAML, 8, "email.subject",
        "nothing is written in 'en', the language of everybody who has no other",
        "add `en:`",
    ),
    (
        in_help("de: \"Wir helfen\"", "dee: \"Wir helfen\""),
        YAML, 9, "email.preheader.dee",
        "the message has no language 'dee'",
        "did you mean 'de'?",
    ),
    (
        in_help("Still looking at {{ run.phone }}", "Still looking at {{ run.fone }}"),
        YAML, 8, "email.subject.en",
        "'run.fone' is not in the tracking plan",
        "did you mean 'phone'?",
    ),
    (
        with_mail({"schema.yaml": (MAIL["schema.yaml"] or "").replace("  language: text\n", "")}),
        YAML, 6, "languages",
        "nobody would get another language than the first: it is chosen by customer.language",
        "add `language: text` to schema.yaml under customer",
    ),
    (
        in_body("{% block help %}", "{% block hepl %}"),
        BODY, 2, "",
        "{% block hepl %}: the message has no block 'hepl'",
        "did you mean 'help'?",
    ),
    (
        in_help("  store:\n", "  shop:\n    - { when: exists(run.nearest.name), show: nearest }\n  store:\n"),
        YAML, 15, "blocks.shop",
        "no body has a place for the block 'shop'",
        "write {% block shop %} where it belongs, or remove it",
    ),
    (
        with_mail({f"{FOLDER}/blocks/far.en.mjml": None}),
        YAML, 12, "blocks.help",
        "the block 'far' is not written",
        "write content/help/blocks/far.en.mjml",
    ),
    (
        reasons("to: abroad"),
        YAML, 14, "blocks.help.of",
        "run.reason can be 'abroad', and no block is for that",
        "write content/help/blocks/abroad.… and add it to `of`, or add `otherwise: <block>`",
    ),
    (
        reasons("to: event.product"),
        YAML, 13, "blocks.help.by",
        "what run.reason can be is not known: for some customer there may be no block",
        "add `otherwise: <block>`, or make it a choice in schema.yaml",
    ),
    (
        in_help("by: run.reason", "by: run.raison"),
        YAML, 13, "blocks.help.by",
        "'run.raison': 'run.raison' is not in the tracking plan",
        "did you mean 'reason'?",
    ),
    (
        in_help("exists(run.nearest.name)", "'count(purchase, last 30d) > 1'"),
        YAML, 16, "blocks.store[0].when",
        "'count(purchase, last 30d) > 1': a message sees facts only, neither earlier events nor the clock",
        "keep it in the journey with `set`, or in schema.yaml under `computed`, and name that",
    ),
    (
        in_help("by: run.reason", "by: customer.open_tickets"),
        YAML, 13, "blocks.help.by",
        "a number names no block",
        "name a text, or list conditions",
    ),
    (
        in_body("{% block store %}", "</mj-column>{% block store %}<mj-column>"),
        BODY, 5, "",
        "a block cannot stand in <mj-section>",
        "put it between sections, or into a column",
    ),
    (
        with_mail({f"{FOLDER}/blocks/near.en.mjml": "\n<mj-text>Near</mj-text>\n"}),
        f"{FOLDER}/blocks/near.en.mjml", 2, "",
        "<mj-text> cannot stand in <mj-body>",
        "put it into <mj-column> or <mj-hero>",
    ),
    (
        with_mail({f"{FOLDER}/blocks/far.de.mjml": "<mj-section>"}),
        f"{FOLDER}/blocks/far.de.mjml", 1, "",
        "<mj-section> of line 1 is not closed before here",
        "write </mj-section> where it ends",
    ),
    (  # only the block is written in that language
        with_mail({f"{FOLDER}/email.de.mjml": None, f"{FOLDER}/blocks/far.de.mjml": "<mj-text>Weit</mj-text>"}),
        f"{FOLDER}/blocks/far.de.mjml", 1, "",
        "<mj-text> cannot stand in <mj-body>",
        "put it into <mj-column> or <mj-hero>",
    ),
    (  # a block of the fall-back, at the place that another language's body has for it
        with_mail({f"{FOLDER}/email.de.mjml": IN_A_COLUMN}),
        f"{FOLDER}/blocks/near.en.mjml", 1, "",
        "<mj-section> cannot stand in <mj-column>",
        "put it into <mj-body> or <mj-wrapper>",
    ),
    (
        with_mail({f"{FOLDER}/blocks/far.de.mjml": "\n<mj-section>{{ customer.nme }}</mj-section>"}),
        f"{FOLDER}/blocks/far.de.mjml", 2, "",
        "'customer.nme' is not in the tracking plan",
        "add it to schema.yaml under customer; there is: address, country, email, first_name, household, interests, "
        "language, open_tickets, phone, plan, preferences, preferred_channel, response, usual_gap, zone",
    ),
    (
        with_mail({f"{FOLDER}/blocks/far.en.txt": "{% block help %}"}),
        f"{FOLDER}/blocks/far.en.txt", 1, "",
        "a block cannot hold another one",
        "put both into the body",
    ),
    (
        in_body('href="https://shop.example/p?x=1"', 'href="JavaScript:x()"'),
        BODY, 6, "",
        "this address would run a script",
        "write an address that begins with https:, mailto: or tel:",
    ),
    (
        in_body("<mj-text>Hi", "<mj-txt>Hi"),
        BODY, 4, "",
        "MJML has no tag <mj-txt>",
        "did you mean 'mj-text'?",
    ),
    (
        with_mail({f"{FOLDER}/blocks/nearest.en.mjml": '\n<mj-image src="x" width="{{ run.phone }}px"/>'}),
        f"{FOLDER}/blocks/nearest.en.mjml", 2, "",
        "{{ run.phone }} would be lost: MJML shows nothing at this place",
        "put it into the text, or into a value that MJML takes as it is",
    ),
    (
        with_mail({f"{FOLDER}/email.en.html": "<p>{% block help %}{% block store %}</p>"}),
        f"{FOLDER}/email.en.html", 1, "",
        "email.en.mjml would be written over it",
        "keep one of the two",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[4][:50])
def test_faults_of_mails(tmp_path: Path, case: Case) -> None:
    check_case(tmp_path, case)


def test_a_good_message_with_everything_has_no_faults(tmp_path: Path) -> None:
    assert told(tmp_path, MAIL) == []


def test_a_flawed_block_of_the_fall_back_is_told_once(tmp_path: Path) -> None:
    near = f"{FOLDER}/blocks/near.en.mjml"
    assert [fault.file for fault in told(tmp_path, with_mail({near: "<mj-text>Near</mj-text>"}))] == [near]


@pytest.mark.parametrize("file", ["email.de.mjml", "blocks/far.de.mjml"])
def test_a_language_may_lack_a_file(tmp_path: Path, file: str) -> None:
    assert told(tmp_path, with_mail({f"{FOLDER}/{file}": None})) == []


def test_a_choice_of_the_tracking_plan_tells_what_can_be_there(tmp_path: Path) -> None:
    by_plan = HELP.replace("by: run.reason", "by: customer.plan").replace("  run.reason: required\n", "")
    faults = told(tmp_path, with_mail({YAML: by_plan}))
    assert [fault.message for fault in faults if fault.level == "error"] == [
        "customer.plan can be 'contract', and no block is for that",
        "customer.plan can be 'prepaid', and no block is for that",
    ]


def test_a_value_that_no_journey_sets_is_a_warning(tmp_path: Path) -> None:
    changed: Changed = {
        YAML: HELP.replace("of: [near, far]", "of: [near, far, nearest]"),
        f"{FOLDER}/blocks/nearest.en.mjml": "<mj-raw>x</mj-raw>",
        f"{FOLDER}/blocks/nearest.en.txt": "x",
    }
    faults = told(tmp_path, with_mail(changed))
    assert [(fault.level, fault.message) for fault in faults] == [("warning", "run.reason is never 'nearest'")]


@pytest.mark.parametrize("file", ["blocks/other.en.mjml", "blocks/far.fr.mjml", "blocks/far.en.html", "email.fr.mjml"])
def test_a_file_that_nobody_uses_is_a_warning(tmp_path: Path, file: str) -> None:
    text = ENGLISH if file.startswith("email") else "<mj-section></mj-section>"
    faults = told(tmp_path, with_mail({f"{FOLDER}/{file}": text}))
    assert [(fault.level, fault.file) for fault in faults] == [("warning", f"{FOLDER}/{file}")]


def test_named_conditions_choose_blocks(tmp_path: Path) -> None:
    named = HELP.replace("when: exists(run.nearest.name)", "when: { is: is-contract }")
    assert told(tmp_path / "known", with_mail({YAML: named})) == []
    unknown = told(tmp_path / "unknown", with_mail({YAML: named.replace("is-contract", "is-contrakt")}))
    assert [fault.message for fault in unknown][:1] == ["there is no condition named 'is-contrakt'"]


def test_a_comparison_with_a_value_that_is_never_set_is_found(tmp_path: Path) -> None:
    journey = (MAIL["onboarding/onboarding.yaml"] or "").replace(
        "when: { is: is-contract }", 'when: run.reason == "nearr"'
    )
    faults = told(tmp_path, with_mail({"onboarding/onboarding.yaml": journey}))
    assert [fault.fix for fault in faults] == ["did you mean 'near'?"]


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("{{ customer.plan }}", True),
        ("{{ customer.address.city | upcase }}", True),
        ("{{ customer.plan | default: 'none' }}", False),
        ("{% if customer.plan %}{{ customer.plan }}{% endif %}", False),
        ("{% if customer.address %}{{ customer.address.city }}{% endif %}", False),
        ("{{ customer.first_name }}", False),
        ("{{ run.phone }}", False),
    ],
)
@pytest.mark.parametrize("file", ["sms.en.txt", "blocks/far.en.txt"])
def test_what_a_customer_may_lack_is_a_warning(tmp_path: Path, file: str, text: str, warned: bool) -> None:
    place = "{% block help %}" if file.startswith("sms") else ""
    faults = told(tmp_path, with_mail({f"{FOLDER}/{file}": f"x\n{text}{place}"}))
    found = [(fault.level, fault.file, fault.line) for fault in faults]
    assert found == ([("warning", f"{FOLDER}/{file}", 2)] if warned else [])


def test_what_a_customer_may_lack_is_a_warning_in_the_subject(tmp_path: Path) -> None:
    faults = told(tmp_path, in_help("Noch unschlüssig?", "{{ customer.plan }}?"))
    assert [(fault.level, fault.path, fault.line) for fault in faults] == [("warning", "email.subject", 8)]
