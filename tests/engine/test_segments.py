"""The segments of a text, by the tables of GSM 03.38 and its lengths."""

import pytest

from engine.segments import segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, "GSM-7", 0)),
        ("x" * 160, (1, "GSM-7", 160)),
        ("x" * 161, (2, "GSM-7", 161)),
        ("x" * 306, (2, "GSM-7", 306)),
        ("x" * 307, (3, "GSM-7", 307)),
        ("€" * 80, (1, "GSM-7", 160)),
        ("€" * 81, (2, "GSM-7", 162)),
        ("x" * 152 + "€" + "x" * 152, (3, "GSM-7", 306)),  # the euro sign may not stand in two segments
        ("x" * 152 + "€" + "x" * 10, (2, "GSM-7", 164)),
        ("[{~}]|^\\\f", (1, "GSM-7", 18)),
        ("Grüße, Ångström", (1, "GSM-7", 15)),
        ("Grüße, à bientôt", (1, "UCS-2", 16)),
        ("Ç", (1, "GSM-7", 1)),
        ("ç" * 70, (1, "UCS-2", 70)),
        ("ç" * 71, (2, "UCS-2", 71)),
        ("ç" * 134, (2, "UCS-2", 134)),
        ("ç" * 135, (3, "UCS-2", 135)),
        ("😀" * 35, (1, "UCS-2", 70)),
        ("😀" * 36, (2, "UCS-2", 72)),
        ("ç" * 66 + "😀" + "ç" * 66, (3, "UCS-2", 134)),
    ],
)
def test_a_text_is_cut_as_networks_cut_it(text: str, expected: tuple[int, str, int]) -> None:
    assert segments(text)[:3] == expected


def test_the_first_character_that_costs_more_is_told() -> None:
    assert segments("Grüße €").because == ""
    assert segments("Grüße – 😀").because == "–"
