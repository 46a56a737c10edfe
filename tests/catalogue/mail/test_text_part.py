import pytest

from catalogue.mail.convert import html_of
from catalogue.mail.text_part import text_of

MAIL = """\
<mjml><mj-head><mj-preview>Seen in the inbox</mj-preview><mj-style>p { color: red }</mj-style></mj-head><mj-body>
<mj-section><mj-column>
  <mj-text><h1>Hello</h1><p>One &amp; two<br>three</p><ul><li>a</li><li>b</li></ul></mj-text>
  <mj-button href="https://x.example/a?b=1">Go there</mj-button>
  <mj-image src="https://x.example/i.png" alt="A phone" href="https://x.example/i"/>
  <mj-table><tr><td>Mon</td><td>9 to 5</td></tr><tr><td>Tue</td><td>closed</td></tr></mj-table>
</mj-column><mj-column><mj-text>Beside</mj-text></mj-column></mj-section>
</mj-body></mjml>
"""


def test_the_text_says_what_the_mail_shows_and_where_it_leads() -> None:
    assert text_of(html_of(MAIL)) == (
        "Hello\n\nOne & two\nthree\n\n* a\n* b\n\nGo there (https://x.example/a?b=1)\n\n"
        "A phone (https://x.example/i)\n\nMon  9 to 5\nTue  closed\n\nBeside\n"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        (" ", ""),
        ("<!-- nothing but a remark -->", ""),
        ("<p>x</p>", "x\n"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>ü</p></body></html>', "ü\n"),
        ('<html style="display:none"><body>x</body></html>', "x\n"),
        ('<div style="display: none">hidden</div><p>x</p>', "x\n"),
        ('<a href="https://x.example">https://x.example</a>', "https://x.example\n"),
        ('<a href="https://x.example"></a>', "https://x.example\n"),
        ('<a href="mailto:a@x.example">Write</a>', "Write (a@x.example)\n"),
        ('<a href="tel:+491">+491</a>', "+491\n"),
        ('<a href="#top">Top</a>', "Top\n"),
        ("<style>p{}</style><script>x()</script><title>T</title>y", "y\n"),
        ("<p>a</p>" + "<br>" * 9 + "<p>b</p>", "a\n\nb\n"),
        ("<p>&lt;b&gt; 5 &gt; 3 ü 😀</p>", "<b> 5 > 3 ü 😀\n"),
    ],
)
def test_pieces_of_html_as_text(html: str, text: str) -> None:
    assert text_of(html) == text
