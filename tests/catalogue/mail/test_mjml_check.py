import pytest

from catalogue.mail.convert import html_of
from catalogue.mail.flaws import FlawedMail
from catalogue.mail.mjml_check import check_block, check_body


def column(inner: str) -> str:
    return f"<mjml><mj-body><mj-section><mj-column>\n{inner}\n</mj-column></mj-section></mj-body></mjml>"


def head(inner: str) -> str:
    return f"<mjml><mj-head>\n{inner}\n</mj-head><mj-body><mj-section></mj-section></mj-body></mjml>"


FLAWED = [
    ("", 1, "this is not MJML: it does not begin with <mjml>", "put everything into <mjml>"),
    ("<p>Hi</p>", 1, "this is not MJML: it does not begin with <mjml>", "put everything into <mjml>"),
    (
        "<mjml></mjml>",
        1,
        "nothing stands in <mj-body>: the mail would be empty",
        "write <mj-body> with sections inside <mjml>",
    ),
    ("<mjml><mj-body>\n</mj-body>", 2, "<mjml> of line 1 is not closed before here", "write </mjml> where it ends"),
    ("<mjml>\n<mj-bdy></mj-bdy></mjml>", 2, "MJML has no tag <mj-bdy>", "did you mean 'mj-body'?"),
    (column("<mj-txt>x</mj-txt>"), 2, "MJML has no tag <mj-txt>", "did you mean 'mj-text'?"),
    (column("<mj-text>x"), 3, "<mj-text> of line 2 is not closed before here", "write </mj-text> where it ends"),
    (column("<mj-text><p>x</mj-text>"), 2, "<p> of line 2 is not closed before here", "write </p> where it ends"),
    (column("<mj-text>&nbsp; &foo;</mj-text>"), 2, "HTML has no character &foo;", "write &amp; for an &"),
    (
        column("<mj-section></mj-section>"),
        2,
        "<mj-section> cannot stand in <mj-column>",
        "put it into <mj-body> or <mj-wrapper>",
    ),
    (column("<div></div>"), 2, "MJML has no tag <div>", "HTML stands in mj-text or mj-raw"),
    (
        column("<mj-text><mj-button href='x'>x</mj-button></mj-text>"),
        2,
        "<mj-button> cannot stand in <mj-text>",
        "put it into <mj-column> or <mj-hero>",
    ),
    (column("Hi {{ x }}"), 2, "words stand in <mj-column>", "put them into <mj-text>"),
    (column("\n{{ x }}"), 3, "words stand in <mj-column>", "put them into <mj-text>"),
    (column("<mj-button>Go</mj-button>"), 2, "<mj-button> has no href", 'write href="…"'),
    (
        column("{% if a %}<mj-text>\n{% endif %}x</mj-text>"),
        3,
        "{% endif %} stands in another tag than its {% if %} of line 2",
        "open and close it in the same tag, round whole tags",
    ),
    (
        column("<mj-text>{% for a in b %}</mj-text>{% else %}{% endfor %}"),
        2,
        "{% else %} stands in another tag than its {% for %} of line 2",
        "open and close it in the same tag, round whole tags",
    ),
    (
        column("<mj-text {{ x }}>x</mj-text>"),
        2,
        "{{ x }} stands inside a tag, but not in the value of an attribute",
        'write it inside the quotes: name="{{ … }}"',
    ),
    (
        head("<mj-attributes>{% if a %}<mj-text/>{% endif %}</mj-attributes>"),
        2,
        "Liquid cannot stand directly in <mj-attributes>",
        "put it round the whole tag, or into a text or a value in it",
    ),
    (
        column('<mj-include path="x"/>'),
        2,
        "<mj-include> is not taken",
        "write a block, blocks/<name>.mjml, and put it here with {% block <place> %}",
    ),
    (
        head('<mj-font name="x" href="y"/>'),
        2,
        "<mj-font> is not taken",
        "name fonts that the reader's machine has: a mail must not load a style sheet when it is opened",
    ),
    (head("<mj-attributes><mj-al/></mj-attributes>"), 2, "there is no tag <mj-al>", "did you mean 'mj-all'?"),
    (
        '<mjml><mj-body>é{{ "ü" }}<mj-section>\n<mj-colum/></mj-section></mj-body></mjml>',
        1,
        "words stand in <mj-body>",
        "put them into <mj-text>",
    ),
    (
        '<?xml version="1.0"?>\n<!DOCTYPE mjml []>\n<mjml><mj-body><mj-section/></mj-body></mjml>',
        2,
        "a document type is not taken",
        "remove it: begin with <mjml>",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "line", "message", "fix"), FLAWED, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_told_with_its_line_and_a_fix(source: str, line: int, message: str, fix: str) -> None:
    first = check_body(source)[0]
    assert (first.line, first.message, first.fix) == (line, message, fix)


def test_columns_count_what_is_written_not_bytes() -> None:
    assert check_body(column('<mj-text>é{{ "ü" }}</mj-text><mj-txt/>'))[0][:2] == (2, 30)


@pytest.mark.parametrize(
    "inner",
    [
        "<mj-text>a & b &nbsp; <br> <img src='x'> &#8364;</mj-text>",
        '<mj-text color="{% if a < b %}red{% endif %}">{{ x | date: "%d<%m" }}</mj-text>',
        "{% if a < b and c > d %}<mj-text>x</mj-text>{% else %}<mj-text>y</mj-text>{% endif %}",
        "<mj-text>{% raw %}{{ x }}</b>{% endraw %}</mj-text>",
        "<!-- {{ x }} --><mj-text>x</mj-text>",
        "<mj-raw><table><tr><td>{{ x }}</td></tr></table></mj-raw>",
        '<mj-social><mj-social-element name="x" href="https://x">X</mj-social-element></mj-social>',
        '<mj-navbar><mj-navbar-link href="/x">A</mj-navbar-link></mj-navbar>',
    ],
)
def test_what_is_right_has_no_flaw_and_is_converted(inner: str) -> None:
    assert check_body(column(inner)) == []
    assert "<mj-" not in html_of(column(inner))


@pytest.mark.parametrize(
    ("block", "inside", "message"),
    [
        ("<mj-text>x</mj-text>", "mj-column", None),
        ("<b>hey</b> you, {{ x }}", "mj-text", None),
        ("<mj-section></mj-section>", "mj-body", None),
        ("<mj-text>x</mj-text>", "mj-body", "<mj-text> cannot stand in <mj-body>"),
        ("words", "mj-body", "words stand in <mj-body>"),
        ("<mj-text>x", "mj-column", "<mj-text> of line 1 is not closed before here"),
        ("x</mj-column>", "mj-text", "a tag is closed here that was not opened"),
    ],
)
def test_a_block_is_judged_as_what_stands_at_its_place(block: str, inside: str, message: str | None) -> None:
    assert [flaw.message for flaw in check_block(block, inside)] == ([message] if message else [])


@pytest.mark.parametrize(
    ("source", "lost"),
    [
        (column('<mj-image src="x" width="{{ w }}px"/>'), "{{ w }}"),
        (column('<mj-text colour="{{ c }}">x</mj-text>'), "{{ c }}"),
    ],
)
def test_liquid_that_mjml_would_drop_is_not_dropped_in_silence(source: str, lost: str) -> None:
    assert check_body(source) == []
    with pytest.raises(FlawedMail) as found:
        html_of(source)
    assert (found.value.flaw.line, found.value.piece) == (2, lost)
