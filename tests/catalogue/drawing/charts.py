"""Journeys to draw: steps as YAML, with the head of a journey before them."""

from textwrap import dedent

from catalogue.drawing.chart import Chart
from catalogue.drawing.reading import read
from catalogue.yaml_file import read_yaml
from engine.language.journey import Journey
from engine.language.message import Message

HEAD = """\
journey: small
title: A <small> one & more
department: care
stage: onboarding
enter: { trigger: purchase, when: 'event.amount > 10', again: after_exit + 90d, key: event.order_id }
exit: [ { trigger: returned, outcome: back } ]
goal: { trigger: purchase, within: 30d of entry }
remember: { order_id: event.order_id }
steps:
"""
WELCOME = Message.model_validate(
    {
        "message": "welcome",
        "title": "Welcome to your phone",
        "department": "care",
        "purpose": "lifecycle",
        "channels": ["email", "sms"],
    }
)


def journey(steps: str, head: str = HEAD) -> Journey:
    return Journey.model_validate(read_yaml(head + dedent(steps), "small.yaml").data)


def chart(steps: str) -> Chart:
    return read(journey(steps), {"welcome": WELCOME})
