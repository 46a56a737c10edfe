"""What is told of a provider's answer: nothing personal, and however long it is at once."""

import pytest

from channels.replies import detail


@pytest.mark.timeout(60)  # that of one long word took minutes
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("no mailbox ann.o-neil+x@mail.example.com, sorry", "no mailbox […], sorry"),
        ("<ann@example.com>: ann@example.com@example.org", "<[…]>: […]"),
        ("@ann@example.com and a@b@c", "@[…] and […]"),
        ("to +49 151 1234567 of https://x.example.com/ann?t=1", "to […] of […]"),
        ("x" * 240_000, "x" * 296),
    ],
)
def test_what_is_personal_is_left_out(said: str, told: str) -> None:
    assert detail(422, said) == f"422 {told}"
