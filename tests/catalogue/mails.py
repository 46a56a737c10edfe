"""A message in two languages, in MJML and with blocks, put into the good folder."""

from pathlib import Path

from catalogue.folder import read_folder
from catalogue.rendering import prepare, render
from engine.contracts.facts import Facts
from engine.contracts.parcel import Rendered
from engine.language.message import MessagePart
from engine.language.terms import Channel
from engine.model import Attributes
from tests.catalogue.folders import JOURNEY, POLICY, SCHEMA, write_folder
from tests.catalogue.linting import Changed

FOLDER = "content/help"
BODY = f"{FOLDER}/email.en.mjml"
YAML = f"{FOLDER}/message.yaml"
HELP = """\
message: help
title: Help to decide
department: shop
purpose: lifecycle
channels: [email, sms]
languages: [en, de]
email:
  subject: { en: "Still looking at {{ run.phone }}?", de: "Noch unschlüssig?" }
  preheader: { en: "We can help", de: "Wir helfen" }
links: { utm_campaign: help }
blocks:
  help:
    by: run.reason
    of: [near, far]
  store:
    - { when: exists(run.nearest.name), show: nearest }
needs:
  customer.first_name: { default: "" }
  run.reason: required
"""
ENGLISH = """\
<mjml><mj-body>
{% block help %}
<mj-section><mj-column>
  <mj-text>Hi {{ customer.first_name }}</mj-text>
  {% block store %}
  <mj-button href="https://shop.example/p?x=1">Look</mj-button>
  <mj-text><a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>
</mj-column></mj-section>
</mj-body></mjml>
"""
MAIL: Changed = {
    "policy.yaml": POLICY + "links: { utm_source: twostep, utm_medium: email }\n",
    "schema.yaml": SCHEMA.replace("  interests: list", "  language: text\n  interests: list"),
    "onboarding/onboarding.yaml": JOURNEY.replace("send: receipt", "send: help"),
    YAML: HELP,
    f"{FOLDER}/email.en.mjml": ENGLISH,
    f"{FOLDER}/email.de.mjml": ENGLISH.replace("Hi ", "Hallo "),
    f"{FOLDER}/sms.en.txt": "{{ run.phone }}: {% block help %}\n",
    f"{FOLDER}/blocks/near.en.mjml": "<mj-section><mj-column><mj-text>Near</mj-text></mj-column></mj-section>\n",
    f"{FOLDER}/blocks/far.en.mjml": "<mj-section><mj-column><mj-text>Far</mj-text></mj-column></mj-section>\n",
    f"{FOLDER}/blocks/far.de.mjml": "<mj-section><mj-column><mj-text>Weit</mj-text></mj-column></mj-section>\n",
    f"{FOLDER}/blocks/near.en.txt": "come in",
    f"{FOLDER}/blocks/far.en.txt": "we send it",
    f"{FOLDER}/blocks/far.de.txt": "wir schicken es",
    f"{FOLDER}/blocks/nearest.en.mjml": "<mj-text>Next to you: {{ run.nearest.name }}</mj-text>\n",
}


def part(folder: Path, changed: Changed | None = None, message: str = "help") -> MessagePart:
    """The published part of the message."""
    definitions, faults = read_folder(write_folder(folder, {**MAIL, **(changed or {})}))
    assert definitions is not None, faults
    return definitions.messages[message].part(definitions.policy.model.links)


def shown(
    content: MessagePart, channel: Channel = Channel.EMAIL, *, run: Attributes | None = None, **customer: str
) -> Rendered:
    facts = Facts(customer={**customer}, run={"reason": "far", "phone": "P", **(run or {})})
    return render(prepare(content), channel, facts)
