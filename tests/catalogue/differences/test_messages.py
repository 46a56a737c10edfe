from catalogue.differences.change import Change
from catalogue.differences.messages import BodyChange, MessageChange, compare_messages
from engine.language.message import MessagePart
from tests.catalogue.differences.editions import message

HTML = "<html><body><h1>Hello</h1><p>First line.</p><p>{% if run.a %}Second{% endif %} line.</p></body></html>"


def compared(before: MessagePart, after: MessagePart) -> MessageChange:
    [change] = compare_messages({"welcome": before}, {"welcome": after})
    return change


def test_the_same_is_no_change() -> None:
    assert compare_messages({"w": message({"email.html": HTML})}, {"w": message({"email.html": HTML})}) == ()


def test_a_mail_is_compared_as_it_reads() -> None:
    change = compared(message({"email.html": HTML}), message({"email.html": HTML.replace("Second", "Third")}))
    [body] = change.bodies
    assert (body.name, body.kind) == ("email.html", "changed")
    assert [line for line in body.lines if line[0] in "+-"] == [
        "-{% if run.a %}Second{% endif %} line.",
        "+{% if run.a %}Third{% endif %} line.",
    ]


def test_what_only_looks_different_says_so() -> None:
    change = compared(message({"email.html": HTML}), message({"email.html": HTML.replace("<h1>", '<h1 style="x">')}))
    assert change.bodies == (BodyChange("email.html", "changed"),)


def test_languages_and_channels_are_told_apart_and_the_same_change_once() -> None:
    before = message({"email.de.html": "<p>Guten Tag</p>", "email.en.html": "<p>Hi</p>", "email.en.txt": "Hi"})
    after = message({"email.en.html": "<p>Hello</p>", "email.en.txt": "Hello", "sms.txt": "Hello"})
    assert [(body.name, body.kind) for body in compared(before, after).bodies] == [
        ("email.de.html", "removed"),
        ("email.en.html", "changed"),
        ("sms.txt", "added"),
    ]


def test_the_definition_is_told_by_path() -> None:
    change = compared(message({}), message({}, email={"subject": "Good morning"}, tags=["welcome"]))
    assert change.rest == (Change("tags", "[]", "[welcome]"), Change("email.subject", "Hello", "Good morning"))


def test_new_and_withdrawn() -> None:
    found = compare_messages({"old": message({})}, {"new": message({})})
    assert [(change.name, change.kind) for change in found] == [("new", "new"), ("old", "withdrawn")]
