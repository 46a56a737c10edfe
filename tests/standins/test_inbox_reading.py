"""What the inbox reads from a mail's markup."""

import pytest

from standins.inbox.reading import SNIPPET, Link, read, snippet

PADDED = "<body><div style='display:none'>Vorab&zwnj;&nbsp;&#847;&zwnj;&nbsp;</div><p>Hallo<b> Jörg</b></p>"


@pytest.mark.parametrize(
    ("html", "text", "begins"),
    [
        (PADDED, "other", "Vorab Hallo Jörg"),
        ("<head><title>T</title><style>p{}</style><body><script>x()</script>Hi<br>there", "", "Hi there"),
        ("<!--[if mso]><p>Outlook</p><![endif]--><p>all others", "", "all others"),
        ("<![if !mso]><p>not Outlook</p><![endif]><![x[ y>", "", "not Outlook"),
        ("<p>Cut<![", "", "Cut"),
        ("", " Hello,\n\n  Ann ", "Hello, Ann"),
        ("<p>" + "word " * 9999, "", ("word " * 99)[:SNIPPET]),
        ("", "", ""),
    ],
)
def test_a_snippet_is_what_a_clients_list_shows(html: str, text: str, begins: str) -> None:
    assert snippet(html, text) == begins


def test_links_are_told_with_their_words() -> None:
    found = read('<a name=top>no link</a><a href="/a?x=1&amp;y=2">One <b>two</b></a><a href="/b"><img alt="Pic"></a>')
    assert found.links == [Link("One two", "/a?x=1&y=2"), Link("Pic", "/b")]


def test_what_would_be_loaded_from_elsewhere_is_counted() -> None:
    assert read('<img src="https://a.example/x.png"><link href="//b.example/f.css"><img src="data:,">').loads == 2
