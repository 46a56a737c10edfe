"""One is said as one."""

from starter.counting import counted


def test_one_and_many() -> None:
    assert [counted(number, "mail") for number in (0, 1, 2000)] == ["0 mails", "1 mail", "2,000 mails"]
