import re
from html.parser import HTMLParser

import pytest

from catalogue.liquid_text import compile_text, render_text
from catalogue.mail.convert import html_of
from catalogue.mail.pieces import masked, pieces
from catalogue.mail.tokens import tokens

MAIL = """\
<mjml>
  <mj-head>
    <mj-title>{{ title }}</mj-title>
    <mj-preview>{{ title }}</mj-preview>
    <mj-style>.big { color: red } a:hover { color: blue } @media (max-width: 400px) { .big { color: green } }</mj-style>
  </mj-head>
  <mj-body>
    {% if a < b and c == "x" %}
    <mj-section><mj-column><mj-text css-class="big"><p class="big">{{ title }}</p></mj-text></mj-column></mj-section>
    {% endif %}
    {%- for row in rows %}
    <mj-section background-url="https://x.example/{{ row }}.png"><mj-column>
      <mj-button href="https://x.example/?a=1&b={{ row | default: "none" }}">{{ row }}</mj-button>
    </mj-column></mj-section>
    {% endfor %}
    <mj-section>
      <mj-column><mj-table>{% for row in rows %}<tr><td>{{ row }}</td></tr>{% endfor %}</mj-table></mj-column>
      <mj-column><mj-text>{% comment %}{{ no }}</b>{% endcomment %}<b>{{ mark }}</b></mj-text></mj-column>
    </mj-section>
  </mj-body>
</mjml>
"""


def shown(**variables: object) -> str:
    return render_text(compile_text(html_of(MAIL), "email.html"), variables)


def test_liquid_comes_through_xml_and_css_as_it_was() -> None:
    html = html_of(MAIL)
    kept = [piece.text for piece in pieces(html)]
    assert {piece.text for piece in pieces(MAIL)} == set(kept)
    assert "liquid" not in html


def test_the_mail_renders_with_values_in_texts_attributes_and_loops() -> None:
    html = shown(title='A "b" & <c>', a=1, b=2, c="x", rows=["r<1>", "r2"], mark="<&>")
    assert html.count("A &#34;b&#34; &amp; &lt;c&gt;") == 4  # title, preview, label and text
    assert 'href="https://x.example/?a=1&amp;b=r&lt;1&gt;"' in html
    assert html.count("background=") == 2 and "https://x.example/r2.png" in html
    assert html.count("<tr><td") >= 2 and html.count("<tbody>") == html.count("</tbody>")
    assert "<b>&lt;&amp;&gt;</b>" in html


def test_what_a_condition_leaves_out_leaves_no_trace() -> None:
    html = shown(title="T", a=2, b=1, c="x", rows=[], mark="m")
    assert 'class="big"' not in html
    assert html.count("<table") == html.count("</table>")


def test_styles_stand_at_the_tags_and_the_rest_stays_in_the_head() -> None:
    head, _, body = html_of(MAIL).partition("<body")
    assert 'style="display: block;margin: 13px 0;color: red;">' in body
    assert "a:hover" in head and "max-width: 400px" in head and ".big { color: red" not in head


def test_nothing_is_loaded_when_the_mail_is_opened() -> None:
    html = html_of(MAIL)
    assert "<link" not in html and "@import" not in html


def test_columns_are_counted_without_liquid() -> None:
    source = MAIL.replace("<mj-column><mj-table>", "{% if a %}<mj-column><mj-table>").replace(
        "</mj-table></mj-column>", "</mj-table></mj-column>{% endif %}"
    )
    assert html_of(source).count("mj-outlook-group-fix mj-column-per-50") == 2


@pytest.mark.parametrize(("language", "lang"), [("de", 'lang="de"'), (None, 'lang="und"')])
def test_the_html_says_its_language(language: str | None, lang: str) -> None:
    assert f"<html {lang}" in html_of(MAIL, language)


def test_a_language_that_is_written_stays() -> None:
    assert '<html lang="fr"' in html_of(MAIL.replace("<mjml>", '<mjml lang="fr">'), "de")


def test_a_mask_keeps_every_position() -> None:
    source = "a {{ x }}\n{% if\n b < 'c' %}ü{% endif %}{% raw %}{{ y }}\n{% endraw %}z"
    mask = masked(source)
    assert len(mask) == len(source)
    assert [index for index, letter in enumerate(mask) if letter == "\n"] == [
        index for index, letter in enumerate(source) if letter == "\n"
    ]
    assert set(mask) <= set("ax\n üz ")


def test_a_token_is_never_a_word_of_the_text() -> None:
    source = "liquid0x {{ a }}"
    held = tokens(source)
    assert held.restored(held.text) == source


class Balance(HTMLParser):
    """What is closed without being open, and what is left open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("br", "img", "meta", "hr", "input", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1:] == [tag]:
            self.open.pop()
        else:
            self.wrong.append(tag)


def balance(html: str) -> list[str]:
    reader = Balance()
    reader.feed(html)
    return reader.wrong + reader.open


def column(inner: str) -> str:
    return f"<mj-section><mj-column>{inner}</mj-column></mj-section>"


LOOP = "{% for e in es %}BODY{% endfor %}"
SECTION = column("<mj-text>{{ e }}</mj-text>")


@pytest.mark.parametrize("values", [[], ["one"], ["one", "two"]], ids=len)
@pytest.mark.parametrize(
    ("body", "inner"),
    [
        (LOOP, SECTION),
        (f"<mj-wrapper>{LOOP}</mj-wrapper>", SECTION),
        (f"<mj-wrapper>{SECTION}{LOOP} {{% if es %}}{SECTION}{{% endif %}}</mj-wrapper>", SECTION),
        (f"<mj-wrapper>{SECTION}<!-- remark -->{SECTION}{LOOP}</mj-wrapper>", SECTION),
        (f"<mj-section>{LOOP}</mj-section>", "<mj-column><mj-text>{{ e }}</mj-text></mj-column>"),
        (f"<mj-hero>{LOOP}</mj-hero>", "<mj-text>{{ e }}</mj-text>"),
        (column(LOOP), '<mj-button href="https://{{ e }}">{{ e }}</mj-button>'),
        (column(f"<mj-table><tr><th>A</th></tr>{LOOP}</mj-table>"), "<tr><td>{{ e }}</td></tr>"),
        (column(f"<mj-text><ul>{LOOP}</ul></mj-text>"), "<li>{{ e }}</li>"),
        (column(f"<mj-text><table>{LOOP}</table></mj-text>"), "<tr><td>{{ e }}</td></tr>"),
        (column(f"<mj-social>{LOOP}</mj-social>"), '<mj-social-element name="x" href="x">{{ e }}</mj-social-element>'),
        (column(f"<mj-navbar>{LOOP}</mj-navbar>"), '<mj-navbar-link href="https://x">{{ e }}</mj-navbar-link>'),
        (
            column(f"<mj-accordion>{LOOP}</mj-accordion>"),
            "<mj-accordion-element><mj-accordion-title>{{ e }}</mj-accordion-title></mj-accordion-element>",
        ),
    ],
)  # fmt: skip
def test_loops_leave_every_table_whole_for_outlook_too(body: str, inner: str, values: list[str]) -> None:
    source = f"<mjml><mj-body>{body.replace('BODY', inner)}</mj-body></mjml>"
    html = render_text(compile_text(html_of(source), "email.html"), {"es": values, "e": "-"})
    assert balance(html) == []
    for_outlook = re.sub(r"<!--\[if mso(?: \| IE)?\]>(.*?)<!\[endif\]-->", r"\1", html, flags=re.DOTALL)
    assert balance(for_outlook) == []
    assert all(value in html for value in values)


def test_remarks_are_not_sent() -> None:
    html = html_of(MAIL.replace("<mj-body>", "<mj-body><!-- ask legal {{ about }} -->"))
    assert "legal" not in html and "about" not in html and "<!--[if mso" in html
