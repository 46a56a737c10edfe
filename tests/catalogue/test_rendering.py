"""Languages, blocks, links and the text part of a message as it is sent."""

from pathlib import Path

import pytest
from pydantic import JsonValue

from catalogue.rendering import prepare, render
from engine.contracts.facts import Facts
from engine.contracts.ports import ContentFault
from engine.contracts.unsubscribing import UNSUBSCRIBE_URL
from engine.language.canonical import canonical
from engine.language.message import MessagePart
from engine.language.terms import Channel
from engine.model import Attributes
from tests.catalogue.folders import MESSAGE
from tests.catalogue.mails import FOLDER, HELP, MAIL, YAML, part, shown

TRACKED = "https://shop.example/p?x=1&utm_source=twostep&utm_medium=email&utm_campaign=help"


def test_a_mail_in_the_fall_back_language_with_its_text_made_of_it(tmp_path: Path) -> None:
    mail = shown(part(tmp_path), first_name="Ada")
    assert mail.subject == "Still looking at P?"
    assert mail.text == f"Far\n\nHi Ada\n\nLook ({TRACKED})\n\nUnsubscribe ({UNSUBSCRIBE_URL})\n"
    assert mail.html.count("We can help") == 1
    assert f'href="{TRACKED.replace("&", "&amp;")}"' in mail.html
    assert f'href="{UNSUBSCRIBE_URL}"' in mail.html
    assert '<html lang="en"' in mail.html


def test_her_language_is_taken_file_by_file(tmp_path: Path) -> None:
    content = part(tmp_path)
    mail = shown(content, language="de-AT", first_name="Ada")
    assert (mail.subject, mail.text.splitlines()[:3]) == ("Noch unschlüssig?", ["Weit", "", "Hallo Ada"])
    assert "Wir helfen" in mail.html
    near = shown(content, language="de", run={"reason": "near"})
    assert near.text.startswith("Near\n")
    assert shown(content, Channel.SMS, language="de").text == "P: wir schicken es\n"
    assert shown(content, Channel.SMS, language="fr").text == "P: we send it\n"


def test_a_language_may_lack_the_body(tmp_path: Path) -> None:
    content = part(tmp_path, {f"{FOLDER}/email.de.mjml": None, f"{FOLDER}/blocks/far.de.mjml": None})
    mail = shown(content, language="de", first_name="Ada")
    assert (mail.subject, mail.text.splitlines()[0]) == ("Noch unschlüssig?", "Far")
    assert [body.name for body in content.bodies] == ["email.en.html", "sms.de.txt", "sms.en.txt"]


def test_a_written_text_part_goes_before_a_made_one(tmp_path: Path) -> None:
    content = part(tmp_path, {f"{FOLDER}/email.en.txt": "By hand: https://shop.example/p?x=1.\n"})
    assert shown(content).text == f"By hand: {TRACKED}.\n"
    assert shown(content, language="de").text.startswith("Weit\n")


@pytest.mark.parametrize(
    ("run", "first"),
    [
        ({"nearest": {"name": "East"}}, "Next to you: East"),
        ({"nearest": {}}, "Look"),
        ({"nearest": {"name": None}}, "Look"),
    ],
)
def test_a_block_stands_where_its_condition_is_true(tmp_path: Path, run: Attributes, first: str) -> None:
    assert shown(part(tmp_path), run=run).text.splitlines()[4].startswith(first)


def test_otherwise_stands_in_for_every_other_value(tmp_path: Path) -> None:
    by_value = part(tmp_path / "by", {YAML: HELP.replace("of: [near, far]", "of: [near]\n    otherwise: far")})
    assert shown(by_value, run={"reason": "x"}).text.startswith("Far\n")
    lines = HELP.replace("show: nearest }", "show: nearest }\n    - { otherwise: far }")
    changed = {YAML: lines, f"{FOLDER}/blocks/far.en.mjml": "<mj-text>F</mj-text>", f"{FOLDER}/email.de.mjml": None}
    body = MAIL[f"{FOLDER}/email.en.mjml"] or ""
    content = part(tmp_path / "first", {**changed, f"{FOLDER}/email.en.mjml": body.replace("{% block help %}", "")})
    assert "F" in shown(content).text.splitlines()


def test_a_place_strips_the_space_around_it_where_it_says_so(tmp_path: Path) -> None:
    content = part(tmp_path, {f"{FOLDER}/sms.en.txt": "a\n{%- block help -%}\nb\n", f"{FOLDER}/sms.de.txt": None})
    assert shown(content, Channel.SMS).text.strip() == "awe send itb"


@pytest.mark.parametrize("reason", ["abroad", 3, None, ["far"]])
def test_a_value_without_a_block_is_a_fault_that_does_not_tell_it(tmp_path: Path, reason: JsonValue) -> None:
    content = part(tmp_path, {YAML: HELP.replace("  run.reason: required\n", "")})
    with pytest.raises(
        ContentFault, match=r"block 'help': run\.reason is missing or has a value that no block"
    ) as told:
        shown(content, run={"reason": reason})
    assert "abroad" not in str(told.value)


def test_blocks_are_chosen_by_the_values_with_their_defaults(tmp_path: Path) -> None:
    content = part(tmp_path, {YAML: HELP.replace("run.reason: required", "run.reason: { default: near }")})
    facts = Facts(run={"phone": "P"})
    assert render(prepare(content), Channel.SMS, facts).text == "P: come in\n"


def test_everything_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    content = part(tmp_path, {YAML: HELP + "  run.phone: required\n"})
    with pytest.raises(ContentFault, match=r"needs run\.reason, run\.phone, and they are missing for this customer"):
        render(prepare(content), Channel.EMAIL, Facts())


def test_a_part_reads_back_as_it_was(tmp_path: Path) -> None:
    content = part(tmp_path)
    assert MessagePart.model_validate_json(canonical(content)) == content
    assert content.links == {"utm_source": "twostep", "utm_medium": "email", "utm_campaign": "help"}


def test_a_message_without_any_of_this_keeps_its_canonical_text(tmp_path: Path) -> None:
    policy = (MAIL["policy.yaml"] or "").partition("links:")[0]
    plain = part(tmp_path, {"policy.yaml": policy, "content/welcome/message.yaml": MESSAGE}, "welcome")
    text = canonical(plain)
    assert not any(f'"{name}"' in text for name in ("languages", "blocks", "links"))
    assert [body.name for body in plain.bodies] == ["email.html", "email.txt", "sms.txt"]


def test_hand_made_html_and_its_text_have_blocks_and_links_too(tmp_path: Path) -> None:
    changed = {
        f"{FOLDER}/email.en.mjml": None,
        f"{FOLDER}/email.de.mjml": None,
        f"{FOLDER}/email.en.html": "<p>{% block help %}</p><a href='https://a.example'>a</a>{% block store %}",
        f"{FOLDER}/blocks/far.en.html": "<b>{{ run.phone }}</b>\n",
    }
    content = part(tmp_path, changed)
    assert shown(content, run={"phone": "<P>"}).html.partition("</div>")[2] == (
        "<p><b>&lt;P&gt;</b></p>"
        "<a href='https://a.example?utm_source=twostep&amp;utm_medium=email&amp;utm_campaign=help'>a</a>"
    )
