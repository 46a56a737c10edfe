from pathlib import Path
from typing import Literal

import pytest

from catalogue.build import build
from catalogue.content import LiquidRenderer
from catalogue.lint.checks import lint
from catalogue.shelf import MemoryShelf
from engine.contracts.facts import Facts
from engine.contracts.parcel import Rendered
from engine.contracts.ports import ContentFault, PartMissing, Renderer
from engine.language.canonical import canonical
from engine.language.message import Body, Message, MessagePart, Need
from engine.language.parts import EmailParts
from engine.language.terms import Channel, Purpose
from engine.model import Attributes
from tests.catalogue.folders import write_folder

Needs = dict[str, Literal["required"] | Need]


def rendered(
    html: str = "<p>x</p>",
    text: str = "x",
    subject: str = "S",
    needs: Needs | None = None,
    channel: Channel = Channel.EMAIL,
    preheader: str = "",
    **facts: Attributes,
) -> Rendered:
    definition = Message(
        message="m",
        title="M & M",
        department="d",
        purpose=Purpose.CONTENT,
        tags=("a", "b"),
        channels=(Channel.EMAIL, Channel.SMS),
        email=EmailParts(subject=subject, preheader=preheader),
        needs=needs or {},
    )
    bodies = (Body(name="email.html", template=html), Body(name="email.txt", template=text))
    part = MessagePart(definition=definition, bodies=bodies)
    shelf = MemoryShelf()
    shelf._parts["h"] = canonical(part)
    return LiquidRenderer(shelf).render("h", channel, Facts.model_validate(facts))


def test_a_published_message_is_rendered(tmp_path: Path) -> None:
    _, definitions = lint(write_folder(tmp_path))
    assert definitions is not None
    result = build(definitions)
    shelf = MemoryShelf()
    shelf._parts.update(result.parts)
    renderer: Renderer = LiquidRenderer(shelf)
    content = next(name for name, text in result.parts.items() if '"message":"welcome"' in text)
    facts = Facts(customer={"first_name": "Ada"}, run={"phone": "Fairphone <6>"})
    mail = renderer.render(content, Channel.EMAIL, facts)
    assert mail.subject == "Your Fairphone <6>, Ada"
    assert mail.text == "Hi Ada: Fairphone <6>\n"
    assert mail.html == (
        '<html><body><div style="display:none;max-height:0;overflow:hidden">Hello</div>'
        "<p>Hi Ada: Fairphone &lt;6&gt;</p></body></html>\n"
    )
    sms = renderer.render(content, Channel.SMS, facts)
    assert sms == Rendered(text="Fairphone <6>\n")


@pytest.mark.parametrize(
    "template",
    [
        "{{ run.x }}",
        "{{ '<b>' | append: run.x }}",
        "{% assign y = run.x %}{{ y }}",
        "{% capture y %}{{ run.x }}{% endcapture %}{{ y }}",
        "{{ run.x | newline_to_br }}",
        "{{ run.encoded | url_decode }}",
        "{{ run.list | join: '<br>' }}",
        "{% for item in run.list %}{{ item }}{% endfor %}",
        "{{ run.group }}",
    ],
)
def test_html_never_carries_a_value_unescaped(template: str) -> None:
    evil = "<script>alert(1)</script>"
    run: Attributes = {"x": evil, "encoded": "%3Cscript%3E", "list": [evil], "group": {"a": evil}}
    html = rendered(html=template, run=run).html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("address", ["javascript:x()", " JavaScript:x()", "java\tscript:x()", "\x01vbscript:x()"])
@pytest.mark.parametrize("html", ['<a href="{{ run.url }}">x</a>', "<img src = '{{ run.url }}'>"])
def test_no_value_becomes_a_script(html: str, address: str) -> None:
    with pytest.raises(ContentFault, match="a value makes a link run a script"):
        rendered(html, run={"url": address})
    assert "https://x.example" in rendered(html, run={"url": "https://x.example/javascript:x"}).html


def test_text_and_subject_are_not_escaped() -> None:
    mail = rendered(text="{{ message.title }}", subject="{{ message.title }}", html="{{ message.title }}")
    assert (mail.text, mail.subject, mail.html) == ("M & M", "M & M", "M &amp; M")


def test_a_subject_is_one_line() -> None:
    mail = rendered(subject="Hi\n  {{ run.x }}", run={"x": "Ada\r\nBcc: all@example.com\x00\u2028now"})
    assert mail.subject == "Hi Ada Bcc: all@example.com now"


@pytest.mark.parametrize(("subject", "said"), [("{{ run.x }}", "empty"), ("a" * 400 + "{{ run.y }}", "900 at most")])
def test_a_subject_has_bounds(subject: str, said: str) -> None:
    with pytest.raises(ContentFault, match=said):
        rendered(subject=subject, run={"x": " \n", "y": "b" * 501})


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ customer.first_name }}", "message 'm', email.html, line 1: customer.first_name is undefined"),
        ("\n\n{{ run.a.b }}", "message 'm', email.html, line 3: run.a is undefined"),
        ("{{ run.a | upcase }}", "message 'm', email.html, line 1: run.a is undefined"),
        ("{% for x in run.a %}{% endfor %}", "run.a is undefined"),
        ("{{ run.nothing }}", "run.nothing is undefined"),
        ("{{ now }}", "'now' is undefined"),
        ("{{ 'now' | date: '%Y' }}", "date: the value is no ISO 8601 date or instant"),
        ("{{ '2026-01-01' | date: '%s' }}", "directive"),
        ("{% include 'x' %}", "does not parse: unexpected tag 'include'"),
        ("{% render 'x' %}", "does not parse: unexpected tag 'render'"),
        ("{{ 'x' | safe }}", "unknown filter 'safe'"),
        (
            "{{ run.list | sum: 'a' }}",
            "message 'm', email.html: a filter or an operator was given a value of the wrong kind",
        ),
        ("{% for a in (1..200) %}{% for b in (1..200) %}{% endfor %}{% endfor %}", "loop iteration limit"),
        ("{% for a in (1..9999) %}{{ run.long }}{% endfor %}", "output stream limit"),
        ("{{ (1..100000000) | join }}", "join: a range of more than 10,000 numbers"),
        ("{% assign a = (1..100000000) | reverse %}", "reverse: a range of more than 10,000 numbers"),
        (
            "{% assign s = 'xxxxxxxxxx' %}{% for a in (1..60) %}{% assign s = s | append: s %}{% endfor %}",
            "local namespace limit",
        ),
    ],
)
def test_what_cannot_be_rendered_is_a_fault_that_names_the_place(template: str, said: str) -> None:
    run: Attributes = {"nothing": None, "long": "y" * 1_000, "list": [{"a": "<"}]}
    with pytest.raises(ContentFault) as caught:
        rendered(html=template, run=run)
    assert said in str(caught.value)
    assert "'m'" in str(caught.value)


def test_a_missing_value_may_be_asked_for() -> None:
    template = "{% if customer.plan %}a{% else %}b{% endif %}{{ customer.plan | default: 'c' }}"
    assert rendered(text=template).text == "bc"


def test_needs_supplies_defaults_and_insists_on_what_is_required() -> None:
    needs: Needs = {
        "customer.first_name": Need(default="you"),
        "customer.address.city": Need(default="your city"),
        "run.phone": "required",
    }
    template = "{{ customer.first_name }}/{{ customer.address.city }}/{{ run.phone }}"
    run: Attributes = {"phone": "P"}
    assert rendered(text=template, needs=needs, run=run).text == "you/your city/P"
    customer: Attributes = {"first_name": "Ada", "address": {"city": "Bonn"}}
    assert rendered(text=template, needs=needs, run=run, customer=customer).text == "Ada/Bonn/P"
    null: Attributes = {"first_name": None}
    assert rendered(text=template, needs=needs, run=run, customer=null).text == "you/your city/P"
    with pytest.raises(ContentFault, match=r"message 'm' needs run\.phone, and it is missing"):
        rendered(text=template, needs=needs)


def test_a_missing_body_is_a_fault() -> None:
    with pytest.raises(ContentFault, match=r"message 'm' has no sms\.txt"):
        rendered(channel=Channel.SMS)


def test_the_message_itself_is_a_variable() -> None:
    text = "{{ message.key }} {{ message.purpose }} {{ message.tags | join: '+' }} {{ event.a }}"
    assert rendered(text=text, event={"a": 1}).text == "m content a+b 1"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ '2026-04-05' | date: '%-d.%-m.%Y' }}", "5.4.2026"),
        ("{{ '2026-04-05T23:30:00Z' | date: '%d.%m. %H:%M' }}", "05.04. 23:30"),
        ("{{ '2026-04-05T23:30:00Z' | date: '%d.%m. %H:%M', 'Europe/Berlin' }}", "06.04. 01:30"),
        ("{{ '2026-04-05' | date: '%A, %d %B' }}", "Sunday, 05 April"),
        ("{{ '2026-04-05' | date: '100%%' }}", "100%"),
    ],
)
def test_dates_are_told_the_same_everywhere(template: str, text: str) -> None:
    assert rendered(text=template).text == text


def test_rendering_changes_no_facts() -> None:
    facts: Attributes = {"address": {}}
    rendered(text="{{ customer.address.city }}", needs={"customer.address.city": Need(default="x")}, customer=facts)
    assert facts == {"address": {}}


def test_unknown_content_is_missing() -> None:
    with pytest.raises(PartMissing):
        LiquidRenderer(MemoryShelf()).render("0" * 64, Channel.EMAIL, Facts())


@pytest.mark.parametrize("template", ["{{ run.x | date: '%Y' }}", "{% if run.x > 3 %}{% endif %}"])
def test_a_fault_never_tells_a_value_of_the_customer(template: str) -> None:
    with pytest.raises(ContentFault) as caught:
        rendered(text=template, run={"x": "Ada Lovelace"})
    seen: BaseException | None = caught.value
    while seen is not None:
        assert "Ada" not in str(seen)
        seen = seen.__cause__
