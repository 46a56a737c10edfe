"""Small journeys folders for the tests: a good one, and the same with some files changed."""

from pathlib import Path
from textwrap import dedent

SCHEMA = """\
triggers:
  purchase: { product: text, category: text, order_id: text, amount: number }
  return_requested: { order_id: text }
  phone_activated: { imei: text }
  product_viewed: { product: text, price: number }
customer:
  first_name: { type: text, personal: true }
  address: { type: address, personal: true }
  interests: list
  open_tickets: number
  plan: [prepaid, contract]
  preferences: { max_per_week: number }
computed:
  usual_gap: median_gap(purchase)
lookups:
  nearest_store:
    in: { at: address }
    out: { name: text, km: number }
    timeout: 2s
"""

POLICY = """\
policy: house
zone: Europe/Berlin
channels: { email: {}, sms: {} }
purposes:
  transactional: { consent: none, expires: 24h, unknown: send_again, only: [receipt] }
"""

CONDITIONS = """\
is-contract: customer.plan == "contract"
"""

JOURNEY = """\
journey: onboarding
title: The first month
department: care
enter:
  trigger: purchase
  when: event.category == "phone"
  again: restart
remember:
  phone: event.product
  order_id: event.order_id
exit:
  - trigger: return_requested
    when: event.order_id == run.order_id
    outcome: returned
goal:
  trigger: purchase
  when: event.category == "accessory"
  within: 30d of entry
  value: event.amount
steps:
  - id: welcome
    send: welcome
  - id: settle-in
    wait: { days: 2, at: "10:00", spread: 30m }
  - id: activated
    wait_for:
      look_back: run
      first_of:
        - name: activated
          trigger: phone_activated
      timeout: { after: 5d, go: continue }
  - id: help
    unless: run.activated.outcome == "activated"
    send: receipt
  - id: store
    lookup: nearest_store
    with: { at: customer.address }
    into: run.nearest
    fallback: {}
  - id: facts
    set:
      run.reason:
        - { when: run.nearest.km < 10, to: near }
        - { otherwise: far }
      run.last: last(purchase.product, since run)
  - id: profile
    update: { customer.plan: contract }
  - id: way
    branch:
      - when: { is: is-contract }
        steps:
          - id: pause
            wait: 3d
    otherwise: []
  - id: arms
    split:
      salt: s1
      arms:
        - { name: a, share: 50%, steps: [ { id: leave, end: left } ] }
        - { name: b, share: 50% }
  - id: done
    end: completed
"""

MESSAGE = """\
message: welcome
title: Welcome
department: care
purpose: lifecycle
tags: [welcome]
topics: [phones]
channels: [email, sms]
email: { subject: "Your {{ run.phone }}, {{ customer.first_name }}", preheader: "Hello" }
needs:
  customer.first_name: { default: "you" }
  run.phone: required
"""

RECEIPT = """\
message: receipt
title: Receipt
department: sales
purpose: transactional
channels: [email]
email: { subject: Your receipt }
"""

GOOD = {
    "schema.yaml": SCHEMA,
    "policy.yaml": POLICY,
    "conditions.yaml": CONDITIONS,
    "onboarding/onboarding.yaml": JOURNEY,
    "content/welcome/message.yaml": MESSAGE,
    "content/welcome/email.html": "<html><body><p>Hi {{ customer.first_name }}: {{ run.phone }}</p></body></html>\n",
    "content/welcome/email.txt": "Hi {{ customer.first_name }}: {{ run.phone }}\n",
    "content/welcome/sms.txt": "{{ run.phone }}\n",
    "content/receipt/message.yaml": RECEIPT,
    "content/receipt/email.html": "<p>{{ message.title }}</p>\n",
    "content/receipt/email.txt": "{{ message.title }}\n",
    "scenarios/not-read.yaml": "scenario: not read by lint\n",
}

SMALL_JOURNEY = """\
journey: small
title: Small
department: care
enter: { trigger: purchase }
steps:
"""


def write_folder(folder: Path, changed: dict[str, str | None] | None = None) -> Path:
    """The good folder; `changed` replaces files, adds new ones, and removes those that are None."""
    for name, text in (GOOD | (changed or {})).items():
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
    return folder


def small_journey(steps: str) -> dict[str, str | None]:
    """One more journey with these steps, indented as written."""
    return {"small.yaml": SMALL_JOURNEY + dedent(steps)}
