"""What a message has for one channel beside its bodies: checked, published with it, and rendered for one customer."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from catalogue.differences.messages import compare_messages
from catalogue.lint.checks import lint
from catalogue.rendering import prepare, render
from engine.contracts.facts import Facts
from engine.contracts.parcel import Hours, Rendered
from engine.contracts.ports import ContentFault
from engine.language.canonical import canonical
from engine.language.message import MessagePart
from engine.language.parts import MOST_PER_MESSAGE
from engine.language.terms import Channel
from tests.catalogue.folders import write_folder
from tests.catalogue.mails import FOLDER, HELP, MAIL, YAML, part, shown

DECIDED = datetime(2026, 3, 28, 18, 0, tzinfo=UTC)
PDF, PNG = b"%PDF-1.7\n\xff\xfe", b"\x89PNG\r\n\x1a\n\x00"
EMAIL = "  preheader: { en: "
FILES = (
    '  attachments: [guide.pdf, { file: terms.pdf, name: "Our terms.pdf" }]\n'
    "  images: { logo: logo.png }\n  track: { opens: no }\n  reply_to: care@shop.example\n"
)
PUSH = (
    'push:\n  title: { en: "{{ run.phone }}?", de: "{{ run.phone }}!" }\n'
    '  url: "https://shop.example/p/{{ run.phone | url_encode }}?u={{ unsubscribe_url }}"\n'
    "  urgency: high\n  valid_for: 12h\nsms: { valid_for: 4h }\n"
)
TASKS = (
    'call: { due: 2d, attempts: 3, hours: { from: "09:00", to: "17:30" } }\nmail: { format: postcard-a6, due: 3d }\n'
)


def with_files(folder: Path, yaml: str = FILES, files: Mapping[str, bytes] = MappingProxyType({})) -> Path:
    """The folder of the mail that helps, with these lines under `email` and these files beside it."""
    changed = {**MAIL, YAML: HELP.replace(EMAIL, yaml + EMAIL)}
    body = changed[f"{FOLDER}/email.en.mjml"] or ""
    if "images" in yaml:
        changed[f"{FOLDER}/email.en.mjml"] = body.replace(
            "  <mj-button", '  <mj-image src="cid:logo" alt="Shop" />\n  <mj-button', 1
        )
    write_folder(folder, changed)
    beside = {"guide.pdf": PDF, "terms.pdf": PDF, "logo.png": PNG, **files}
    for name, content in beside.items():
        (folder / FOLDER / name).write_bytes(content)
    return folder


def other_channels(folder: Path, yaml: str) -> MessagePart:
    listed = HELP.replace("[email, sms]", "[email, sms, push, call, mail, adviser]") + yaml
    bodies = dict.fromkeys(("push.en.txt", "call.en.txt", "mail.en.html", "adviser.en.txt"), "{{ run.phone }}")
    return part(folder, {YAML: listed, **{f"{FOLDER}/{name}": text for name, text in bodies.items()}})


def told(folder: Path, level: str = "error") -> list[str]:
    return [f"{one.path}: {one.message}" for one in lint(folder)[0] if one.level == level]


def test_files_are_published_with_the_mail_and_go_along(tmp_path: Path) -> None:
    faults, definitions = lint(with_files(tmp_path))
    assert definitions is not None, faults
    assert not faults
    content = definitions.messages["help"].part({})
    assert MessagePart.model_validate_json(canonical(content)) == content
    mail = shown(content)
    assert [(one.name, one.media_type, one.content_id) for one in mail.attachments] == [
        ("guide.pdf", "application/pdf", None),
        ("Our terms.pdf", "application/pdf", None),
        ("logo.png", "image/png", "logo"),
    ]
    assert [base64.b64decode(one.content) for one in mail.attachments] == [PDF, PDF, PNG]
    assert (mail.track_opens, mail.track_clicks) == (False, True)
    assert mail.headers == {"Reply-To": "care@shop.example"}
    assert 'src="cid:logo"' in mail.html
    assert shown(content, Channel.SMS).attachments == ()


def test_what_the_ledger_keeps_has_the_names_of_files_alone(tmp_path: Path) -> None:
    _, definitions = lint(with_files(tmp_path))
    assert definitions is not None
    kept = shown(definitions.messages["help"].part({})).kept()
    assert [(one.name, one.content) for one in kept.attachments] == [
        ("guide.pdf", ""), ("Our terms.pdf", ""), ("logo.png", ""),
    ]  # fmt: skip


def test_another_content_of_a_file_is_another_version(tmp_path: Path) -> None:
    parts = []
    for number, content in enumerate((PDF, PDF, PDF + b"2")):
        _, definitions = lint(with_files(tmp_path / str(number), files={"guide.pdf": content}))
        assert definitions is not None
        parts.append(definitions.messages["help"].part({}))
    assert canonical(parts[0]) == canonical(parts[1]) != canonical(parts[2])
    [change] = compare_messages({"help": parts[0]}, {"help": parts[2]})
    assert [one.path for one in change.rest] == ["files of the mail.guide.pdf"]


@pytest.mark.parametrize(
    ("yaml", "files", "expected"),
    [
        ("  attachments: [gude.pdf]\n", {}, "email.attachments[0]: there is no file 'gude.pdf' beside the message"),
        (
            "  attachments: [guide.exe]\n",
            {"guide.exe": b"MZ"},
            "email.attachments[0]: a file 'guide.exe' cannot go with a mail: its ending says no kind that may",
        ),
        (
            "  attachments: [guide.pdf]\n",
            {"guide.pdf": b"x" * (MOST_PER_MESSAGE + 1)},
            "email.attachments: the files of the message have over 1,024 kB together",
        ),
        ("  attachments: [guide.pdf]\n", {"guide.pdf": b""}, "email.attachments[0]: the file 'guide.pdf' is empty"),
        (
            "  images: { logo: guide.pdf }\n",
            {},
            "email.images.logo: a file 'guide.pdf' cannot go with a mail: its ending says no kind that may",
        ),
        (
            "  images: { lego: logo.png }\n",
            {},
            ": there is no image 'logo' in the message",
        ),
    ],
)
def test_a_file_that_cannot_go_along_is_said(tmp_path: Path, yaml: str, files: dict[str, bytes], expected: str) -> None:
    assert expected in told(with_files(tmp_path, yaml, files))


def test_what_nobody_uses_is_warned_of(tmp_path: Path) -> None:
    folder = with_files(tmp_path, "  attachments: [guide.pdf]\n")
    found = [(one.file, one.message) for one in lint(folder)[0]]
    assert found == [
        (f"{FOLDER}/logo.png", "the message does not use this file"),
        (f"{FOLDER}/terms.pdf", "the message does not use this file"),
    ]
    (tmp_path / "b").mkdir()
    unseen = with_files(tmp_path / "b", FILES)
    body = unseen / FOLDER / "email.en.mjml"
    body.write_text(body.read_text().replace("cid:logo", "https://shop.example/logo.png"))
    assert told(unseen, "warning") == ["email.images.logo: no body shows the image 'logo'"]


def test_what_a_message_says_of_a_channel_that_it_does_not_go_by(tmp_path: Path) -> None:
    changed = {**MAIL, YAML: HELP + TASKS + "push: { title: x }\n"}
    assert told(write_folder(tmp_path, changed)) == [
        "call: the message does not go by call",
        "mail: the message does not go by mail",
        "push: the message does not go by push",
    ]


def test_a_push_message_needs_a_title(tmp_path: Path) -> None:
    listed = HELP.replace("[email, sms]", "[email, push]")
    changed = {**MAIL, YAML: listed, f"{FOLDER}/push.en.txt": "x", **dict.fromkeys([f"{FOLDER}/sms.en.txt"], None)}
    assert "push: a push message needs a title" in told(write_folder(tmp_path / "a", changed))
    changed[YAML] = listed + "push: { title: { de: Nur Deutsch }, url: '{{ run.fone }}' }\n"
    assert told(write_folder(tmp_path / "b", changed)) == [
        "push.title: nothing is written in 'en', the language of everybody who has no other",
        "push.url.en: 'run.fone' is not in the tracking plan",
    ]


def test_a_push_message_in_her_language(tmp_path: Path) -> None:
    content = other_channels(tmp_path, PUSH)
    push = shown(content, Channel.PUSH, language="de", run={"phone": "P 9"})
    assert (push.subject, push.text, push.urgency, push.valid_for) == ("P 9!", "P 9", "high", 43_200)
    assert push.url == "https://shop.example/p/P+9?u=https://unsubscribe.invalid/"
    assert shown(content, Channel.SMS).valid_for == 4 * 3600
    with pytest.raises(ContentFault, match=r"'help', title: it is empty for this customer"):
        shown(part_with(content, title=" "), Channel.PUSH)
    with pytest.raises(ContentFault, match=r"push.url: write an address"):
        shown(part_with(content, url="javascript:{{ run.phone }}"), Channel.PUSH)


def part_with(content: MessagePart, **push: str) -> MessagePart:
    assert content.definition.push is not None
    changed = content.definition.push.model_copy(update=push)
    return content.model_copy(update={"definition": content.definition.model_copy(update={"push": changed})})


def rendered(content: MessagePart, channel: Channel, zone: str | None = "Europe/Berlin") -> Rendered:
    facts = Facts(run={"reason": "far", "phone": "P"}, decided_at=DECIDED, zone=zone)
    return render(prepare(content), channel, facts)


def test_a_task_says_until_when_how_often_and_at_what_hours(tmp_path: Path) -> None:
    content = other_channels(tmp_path, PUSH + TASKS)
    call = rendered(content, Channel.CALL)
    assert call.text == "P"
    assert call.task is not None
    assert (call.task.due, call.task.attempts) == (DECIDED + timedelta(days=2), 3)
    assert call.task.hours == Hours(zone="Europe/Berlin", start="09:00", end="17:30")
    postcard = rendered(content, Channel.MAIL)
    assert postcard.html == "P"
    assert postcard.task is not None
    assert (postcard.task.due, postcard.task.format) == (DECIDED + timedelta(days=3), "postcard-a6")
    adviser = rendered(content, Channel.ADVISER, zone=None).task
    assert adviser is not None
    assert (adviser.due, adviser.attempts, adviser.hours) == (DECIDED + timedelta(days=2), 1, None)
    assert rendered(content, Channel.SMS).task is None


@pytest.mark.parametrize(("her", "who"), [("Ms\nBell", "Ms Bell"), ("", "")])
def test_a_task_may_be_for_one_of_those_who_do_it(tmp_path: Path, her: str, who: str) -> None:
    content = other_channels(tmp_path, PUSH + 'adviser: { who: { en: "{{ run.phone }}", de: "{{ run.phone }}!" } }\n')
    facts = Facts(run={"reason": "far", "phone": her}, decided_at=DECIDED, zone=None)
    told = render(prepare(content), Channel.ADVISER, facts).task
    assert told is not None
    assert told.who == who
    call = render(prepare(content), Channel.CALL, facts).task
    assert call is not None and call.who == ""


def test_who_does_a_task_is_looked_for_in_the_plan(tmp_path: Path) -> None:
    content = HELP + 'adviser: { who: "{{ customer.advisor }}" }\n'
    faults, _ = lint(write_folder(tmp_path, {**MAIL, YAML: content}))
    assert [one.message for one in faults if "customer.advisor" in one.message]


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("sms: { valid_for: 0s }\n", "'0s' is no time at all"),
        ('call: { hours: { from: "17:00", to: "09:00" } }\n', "17:00 to 09:00 is no stretch of a day"),
        ("call: { atempts: 2 }\n", "unknown key 'atempts'"),
        ("push: { title: x, urgency: urgent }\n", "'urgent' is not one of: very-low, low, normal, high"),
        ("push: { url: x }\n", "'title' is missing"),
    ],
)
def test_faults_of_form(tmp_path: Path, yaml: str, message: str) -> None:
    faults, _ = lint(write_folder(tmp_path, {**MAIL, YAML: HELP + yaml}))
    assert [one.message for one in faults if one.level == "error"] == [message]


def test_a_text_of_many_segments_is_warned_of(tmp_path: Path) -> None:
    three = "x" * 459 + "{{ run.phone }}"
    assert not told(write_folder(tmp_path / "a", {"content/welcome/sms.txt": three}), "warning")
    for number, (text, said) in enumerate((("x" + three, "4 segments (GSM-7)"), ("ж" * 202, "4 segments (UCS-2)"))):
        folder = write_folder(tmp_path / str(number), {"content/welcome/sms.txt": text})
        [warned] = told(folder, "warning")
        assert said in warned
    [fault] = lint(tmp_path / "1")[0]
    assert fault.fix.startswith("write it without 'ж' and the like")
