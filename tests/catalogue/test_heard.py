"""Which reactions a folder reads every one of."""

from pathlib import Path

import pytest

from catalogue.folder import read_folder
from catalogue.heard import heard
from engine.language.reactions import Reaction
from tests.catalogue.folders import JOURNEY, POLICY, write_folder

WAITS = """\
journey: waits
title: Waits
department: care
enter: { trigger: purchase }
steps:
  - { id: hello, send: welcome, continue: when_settled }
"""
LISTENS = """\
journey: listens
title: Listens
department: care
enter: { trigger: purchase }
steps:
  - id: listen
    wait_for:
      first_of:
        - { name: there, reaction: %s, message: welcome%s }
      timeout: { after: 3d }
"""
RATE = "response_rates:\n  - { name: low, channel: email, below: 20%, recover: 40% }\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, []),
        ({"waits.yaml": WAITS}, ["delivered"]),
        ({"draft.yaml": WAITS + "status: draft\n"}, []),
        ({"listens.yaml": LISTENS % ("delivered", "")}, ["delivered"]),
        ({"listens.yaml": LISTENS % ("clicked", "")}, []),
        ({"listens.yaml": LISTENS % ("clicked", ", when: 'event.url == \"x\"'")}, ["clicked"]),
        ({"policy.yaml": POLICY + RATE}, ["delivered"]),
        (
            {
                "onboarding/onboarding.yaml": JOURNEY.replace(
                    'event.category == "phone"', "customer.response.email > 10%"
                )
            },
            ["delivered"],
        ),
        ({"content/welcome/email.html": "<p>{{ customer.response.email }}</p>"}, ["delivered"]),
        ({"content/welcome/email.html": "<p>{{ customer['response'].email }}</p>"}, ["delivered"]),
    ],
)
def test_what_is_read(tmp_path: Path, files: dict[str, str | None], expected: list[str]) -> None:
    found, _ = read_folder(write_folder(tmp_path, files))
    assert found is not None
    assert heard(found) == tuple(Reaction(name) for name in expected)
