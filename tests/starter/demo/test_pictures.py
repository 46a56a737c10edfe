"""The picture is a picture, says the numbers of the ledger, and is the same for the same rows."""

from pathlib import Path

import pytest

from starter.demo.pictures import draw_messages
from tests.starter.demo.lives import after, bought, sent

SENT = [
    sent(0, "thank-you"),
    sent(1, "thank-you", "c2"),
    sent(90, "win-back-insider"),
    sent(120, "win-back-question", outcome="refused"),
]
BOUGHT = [bought(0), bought(1, customer="c2")]


def test_an_svg_names_journeys_totals_and_the_end_of_the_data(tmp_path: Path) -> None:
    draw_messages(tmp_path / "one.svg", SENT, BOUGHT, after(130))
    text = (tmp_path / "one.svg").read_text(encoding="utf-8")
    for words in ("3 messages to 2 customers", "thank-you (2)", "win-back (1)", "after 2 Jan 1997"):
        assert words in text
    draw_messages(tmp_path / "two.svg", SENT, BOUGHT, after(130))
    assert (tmp_path / "two.svg").read_text(encoding="utf-8") == text


def test_a_png_is_written(tmp_path: Path) -> None:
    draw_messages(tmp_path / "one.png", SENT, BOUGHT, after(130))
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")


def test_another_ending_and_an_empty_ledger_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"name it \.png or \.svg"):
        draw_messages(tmp_path / "one.doc", SENT, BOUGHT, after(130))
    with pytest.raises(ValueError, match="no purchase in the ledger"):
        draw_messages(tmp_path / "one.png", SENT, [], after(130))
