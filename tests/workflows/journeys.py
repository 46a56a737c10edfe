"""The journeys of the workflow tests, small and one shape each, written into a folder."""

from pathlib import Path
from textwrap import dedent

_POLICY = """
policy: test
zone: UTC
purposes:
  transactional: { consent: none, expires: 24h, unknown: send_again, only: [receipt] }
"""

_SCHEMA = """
triggers:
  purchase: { category: text, amount: number, order: text }
  returned: { order: text }
  clicked_ad: {}
customer:
  plan: [basic, plus]
  visits: number
lookups:
  store: { in: { plan: text }, out: { name: text }, timeout: 2s }
"""

_MESSAGES = {
    "hello": "lifecycle",
    "tips": "lifecycle",
    "offer": "promotional",
    "receipt": "transactional",
}

JOURNEYS = {
    "series": """
        journey: series
        title: Four mails, two days apart
        department: care
        stage: care
        enter: { trigger: purchase, again: restart }
        exit:
          - trigger: returned
        steps:
          - { id: first, send: hello }
          - { id: pause-1, wait: 2d }
          - { id: second, send: tips }
          - { id: pause-2, wait: 2d }
          - { id: third, send: offer }
          - { id: pause-3, wait: 2d }
          - { id: fourth, send: tips }
    """,
    "silent": """
        journey: silent
        title: Not seen for a month
        department: crm
        enter: { condition: since(purchase) >= 30d, existing: ignore, again: after_exit }
        exit: [ { trigger: purchase, outcome: back } ]
        steps:
          - { id: ask, send: offer }
    """,
    "once": """
        journey: once
        title: Once in a life
        department: care
        enter: { trigger: clicked_ad, again: never }
        steps:
          - { id: only, send: hello }
    """,
    "receipt": """
        journey: receipt
        title: A receipt
        department: shop
        enter: { trigger: purchase, when: event.amount > 1000, key: event.order, again: never }
        steps:
          - { id: send, send: receipt }
    """,
}


def write(folder: Path, *names: str, rules: str = "") -> Path:
    """A journeys folder with the named journeys, or all; `rules` are added to the policy."""
    journeys = folder / "journeys"
    journeys.mkdir(parents=True)
    (journeys / "policy.yaml").write_text(dedent(_POLICY) + rules)
    (journeys / "schema.yaml").write_text(dedent(_SCHEMA))
    for key, purpose in _MESSAGES.items():
        content = journeys / "content" / key
        content.mkdir(parents=True)
        (content / "message.yaml").write_text(
            f"message: {key}\ntitle: {key.title()}\ndepartment: care\npurpose: {purpose}\n"
            f"channels: [email]\nemail: {{ subject: About {key} }}\n"
        )
        (content / "email.html").write_text(f"<p>{key}</p>\n")
        (content / "email.txt").write_text(f"{key}\n")
    for name in names or tuple(JOURNEYS):
        (journeys / f"{name}.yaml").write_text(dedent(JOURNEYS[name]))
    return journeys
