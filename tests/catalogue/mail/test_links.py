import pytest

from catalogue.mail.links import track_html, track_text
from engine.contracts.unsubscribing import UNSUBSCRIBE_URL

PARAMETERS = {"utm_source": "twostep", "utm_campaign": "a b&c"}
ADDED = "utm_source=twostep&amp;utm_campaign=a%20b%26c"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://x.example", f"https://x.example?{ADDED}"),
        ("https://x.example/p?", f"https://x.example/p?{ADDED}"),
        ("https://x.example/p?a=1&amp;b=2#top", f"https://x.example/p?a=1&amp;b=2&amp;{ADDED}#top"),
        ("http://x.example/#/route?q=1", f"http://x.example/?{ADDED}#/route?q=1"),
        ("https://x.example/?q=&#39;a&#39;", f"https://x.example/?q=&#39;a&#39;&amp;{ADDED}"),
        ("https://x.example/?q=it's", f"https://x.example/?q=it's&amp;{ADDED}"),
        ("HTTPS://X.example/", f"HTTPS://X.example/?{ADDED}"),
        (
            "https://x.example/?utm_source=own&amp;a=1",
            "https://x.example/?utm_source=own&amp;a=1&amp;utm_campaign=a%20b%26c",
        ),
        (
            "https://x.example/?utm_campaign=&amp;utm_source=",
            "https://x.example/?utm_campaign=&amp;utm_source=",
        ),
        ("mailto:a@b.example?subject=x", "mailto:a@b.example?subject=x"),
        ("tel:+491", "tel:+491"),
        ("#top", "#top"),
        ("/relative", "/relative"),
        ("", ""),
        (UNSUBSCRIBE_URL, UNSUBSCRIBE_URL),
    ],
)
def test_parameters_come_on_links_to_the_web(before: str, after: str) -> None:
    assert track_html(f'<p><a class="x" href="{before}">x</a></p>', PARAMETERS) == (
        f'<p><a class="x" href="{after}">x</a></p>'
    )


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://x.example/a.png">',
        '<link href="https://x.example/a.css">',
        '<a data-href="https://x.example">',
        "see https://x.example",
        '<abbr href="https://x.example">',
    ],
)
def test_nothing_but_links_changes(html: str) -> None:
    assert track_html(html, PARAMETERS) == html


def test_links_in_single_quotes_and_for_outlook() -> None:
    html = "<a href='https://x.example'>x</a><!--[if mso]><v:roundrect href=\"https://x.example\"><![endif]-->"
    tracked = track_html(html, {"a": "b"})
    assert tracked == html.replace("https://x.example", "https://x.example?a=b")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a title="a > b" href="https://x.example">', '<a title="a > b" href="https://x.example?a=b">'),
        ("<a href=https://x.example/p?q>", '<a href="https://x.example/p?q&amp;a=b">'),
        ("<a\nhref = 'https://x.example' >", "<a\nhref = 'https://x.example?a=b' >"),
        ('<a title=" href=\'https://x.example\'" href="#top">', '<a title=" href=\'https://x.example\'" href="#top">'),
    ],
)
def test_links_written_in_other_ways(before: str, after: str) -> None:
    assert track_html(before, {"a": "b"}) == after


def test_without_parameters_nothing_changes() -> None:
    assert track_html('<a href="https://x.example">', {}) == '<a href="https://x.example">'
    assert track_text("https://x.example", {}) == "https://x.example"


def test_addresses_in_a_text_end_before_the_punctuation() -> None:
    text = f"See https://x.example/a?b=1, (https://y.example) or {UNSUBSCRIBE_URL}."
    assert track_text(text, {"u": "v"}) == (
        f"See https://x.example/a?b=1&u=v, (https://y.example?u=v) or {UNSUBSCRIBE_URL}."
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("(see https://x.example/a).", "(see https://x.example/a?u=v)."),
        ("https://x.example/a_(b)", "https://x.example/a_(b)?u=v"),
        ("(https://x.example/a_(b))", "(https://x.example/a_(b)?u=v)"),
        ("https://x.example/?q=it's_me", "https://x.example/?q=it's_me&u=v"),
        ("'https://x.example'", "'https://x.example?u=v'"),
    ],
)
def test_brackets_and_apostrophes_of_an_address(before: str, after: str) -> None:
    assert track_text(before, {"u": "v"}) == after
