"""Segments of text messages: the count of Twilio's stand-in beside ours, which is another one."""

import random

from engine.segments import segments
from standins.twilio.encoding import segments_of

SMILE = "😀"


def test_the_stand_in_counts_alike() -> None:
    chance = random.Random(160)
    for _ in range(500):
        letters = chance.choice(["aé€[", "aç", f"a–{SMILE}", "abc"])
        text = "".join(chance.choices(letters, k=chance.randrange(700)))
        assert segments_of(text) == segments(text).number, text
