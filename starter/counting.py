"""Says how many there are."""


def counted(number: int, what: str) -> str:
    """`1 mail`, `2,000 mails`."""
    return f"{number:,} {what if number == 1 else f'{what}s'}"
