"""What lint says of values in hand-made HTML that escaping does not make harmless."""

from pathlib import Path

import pytest

from tests.catalogue.linting import told
from tests.catalogue.mails import FOLDER, MAIL

BY_HAND = f"{FOLDER}/email.en.html"


def of_hand_made(folder: Path, html: str) -> list[str]:
    """What is said of a body in HTML that stands in the place of the one in MJML."""
    body = f"{html}{{% block help %}}{{% block store %}}"
    faults = told(folder, {**MAIL, f"{FOLDER}/email.en.mjml": None, BY_HAND: body})
    return [fault.message for fault in faults if BY_HAND in fault.file]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p class={{ run.phone }}>x</p>", "inside a tag without quotes: a value could add attributes"),
        ('<p {{ run.phone }} class="x">x</p>', "inside a tag without quotes: a value could add attributes"),
        ("<p onclick=\"x('{{ run.phone }}')\">x</p>", "stands in a script"),
        ('<script>var phone = "{{ run.phone }}";</script>', "stands in a script"),
        ("<script>{% echo run.phone %}", "stands in a script"),
    ],
)
def test_escaping_would_not_be_enough(tmp_path: Path, html: str, said: str) -> None:
    assert any("run.phone" in message and said in message for message in of_hand_made(tmp_path, html))


@pytest.mark.parametrize(
    "html",
    [
        '<p {% if run.phone %}class="x"{% endif %} title="{{ run.phone }}">on = "{{ run.phone }}"</p>',
        '<script>x("on")</script><p>{{ run.phone }}</p>',
        '<script type="application/ld+json">{ "name": "{{ run.phone }}" }</script>',
    ],
)
def test_escaping_is_enough(tmp_path: Path, html: str) -> None:
    assert of_hand_made(tmp_path, html) == []
