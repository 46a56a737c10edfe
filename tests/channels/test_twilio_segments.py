"""Segments of text messages: a table from 3GPP TS 23.038, and the stand-in's own count beside ours."""

import random

import pytest

from channels.twilio.segments import Segments, segments
from standins.twilio.encoding import segments_of

SMILE = "😀"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments("GSM-7", 0, 1)),
        ("Hello", Segments("GSM-7", 5, 1)),
        ("x" * 160, Segments("GSM-7", 160, 1)),
        ("x" * 161, Segments("GSM-7", 161, 2)),
        ("x" * 306, Segments("GSM-7", 306, 2)),
        ("x" * 307, Segments("GSM-7", 307, 3)),
        ("Grüße, à bientôt", Segments("UCS-2", 16, 1, "ô")),
        ("Grüße für 5 €", Segments("GSM-7", 14, 1)),
        ("€" * 80, Segments("GSM-7", 160, 1)),
        ("€" * 81, Segments("GSM-7", 162, 2)),
        ("x" * 152 + "€" + "x" * 10, Segments("GSM-7", 164, 2)),
        ("x" * 152 + "€" + "x" * 151 + "x", Segments("GSM-7", 306, 3)),
        ("[{~}]|^\\\f", Segments("GSM-7", 18, 1)),
        ("ç", Segments("UCS-2", 1, 1, "ç")),
        ("Ç", Segments("GSM-7", 1, 1)),
        ("–" * 70, Segments("UCS-2", 70, 1, "–")),
        ("–" * 71, Segments("UCS-2", 71, 2, "–")),
        ("–" * 134, Segments("UCS-2", 134, 2, "–")),
        ("–" * 135, Segments("UCS-2", 135, 3, "–")),
        (SMILE * 35, Segments("UCS-2", 70, 1, SMILE)),
        (SMILE * 36, Segments("UCS-2", 72, 2, SMILE)),
        (SMILE * 67, Segments("UCS-2", 134, 3, SMILE)),
    ],
)
def test_segments(text: str, expected: Segments) -> None:
    assert segments(text) == expected
    assert segments_of(text) == expected.count


def test_the_stand_in_counts_alike() -> None:
    chance = random.Random(160)
    for _ in range(500):
        letters = chance.choice(["aé€[", "aç", f"a–{SMILE}", "abc"])
        text = "".join(chance.choices(letters, k=chance.randrange(700)))
        assert segments_of(text) == segments(text).count, text
