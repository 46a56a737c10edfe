"""`twostep explain`: a life that the engine decided, kept in a ledger and explained from it without a worker."""

import asyncio
import json
from pathlib import Path

import pytest

from audit.database import open_database
from audit.publications import SqlPublications
from catalogue.publish import publish
from engine.contracts.inputs import Elsewhere, Report
from engine.contracts.journal import Decided
from engine.language.terms import Channel, Purpose
from tests.engine.lives import Life, at
from tests.starter.command import twostep
from tests.starter.doorway import RECORD_SHOP
from tests.starter.told_life import AT, keep, life


@pytest.fixture
def she(ledger_url: str) -> Life:
    """Held by a pause, then dropped since the profile changed; another message refused."""
    found = life(zone="Europe/Berlin")
    database = open_database(ledger_url)
    publish(RECORD_SHOP, SqlPublications(database), by="test", commit=None, at=AT)
    database.dispose()
    asyncio.run(keep(ledger_url, found))
    return found


def decisions(she: Life, message: str) -> list[Decided]:
    return [one for one in she.entries if isinstance(one, Decided) and one.message == message]


def explained(*words: str) -> str:
    done = twostep("explain", "c-1", *words)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_her_newest_decisions_come_one_paragraph_each(she: Life) -> None:
    [held, dropped] = decisions(she, "guide")
    [refused] = decisions(she, "news")
    assert explained() == (
        "customer c-1, times in Europe/Berlin\n"
        "\n“guide” (lifecycle, shop, from “phone”) was held on Tue 14 Apr 2026 11:00: an operator has paused "
        "it. All other "
        "rules would have let it pass: consent given on Tue 14 Apr 2026 09:00. On Tue 14 Apr 2026 12:00 it was "
        "dropped.\n"
        f"(decision run-1/{held.seq}, message {held.message_id})\n"
        "\n“guide” (lifecycle, shop, from “phone”) was dropped on Tue 14 Apr 2026 12:00: its `when` is not true: "
        "customer.stage == 'new' (customer.stage is old); customer.plan != 'gold' (missing path customer.plan). "
        "No other "
        f"rule stopped it.\n(decision run-1/{dropped.seq}, message {dropped.message_id})\n"
        "\n“news” (lifecycle, shop, proposed by an operator) was dropped on Tue 14 Apr 2026 14:00: she opted "
        "out of it on "
        "email (Tue 14 Apr 2026 13:00). Also, an operator has paused it.\n"
        f"(decision run-1/{refused.seq}, message {refused.message_id})\n"
    )
    assert explained("--last", "1").count("(decision ") == 1


def test_a_decision_is_named_by_message_id_by_key_or_by_its_number(she: Life) -> None:
    [held, dropped] = decisions(she, "guide")
    assert explained(held.message_id).count("(decision ") == 2
    assert explained("guide", "--last", "1").count(f"(decision run-1/{dropped.seq},") == 1
    assert explained(f"run-1/{held.seq}").count("(decision ") == explained(str(held.seq)).count("(decision ") == 1


def test_json_is_the_decision_with_its_evidence(she: Life) -> None:
    [found] = json.loads(explained("news", "--json"))
    assert (found["verdict"], found["reason"], found["catalogue"]) == ("drop", "opted_out", 1)
    [consent] = [one for one in found["rules"] if one["rule"] == "consent and suppression"]
    assert consent["evidence"]["stands"] == "denied"


def test_what_names_no_decision_is_told_with_what_there_is(she: Life) -> None:
    done = twostep("explain", "c-1", "gudie")
    assert done.exit_code == 1
    assert "no decision about 'gudie' for customer 'c-1': there are decisions about guide, news" in done.stderr


def test_what_a_department_only_told_of_has_no_decision(ledger_url: str) -> None:
    found = life(zone="Europe/Berlin")
    flyer = Elsewhere(message="flyer", department="store", purpose=Purpose.PROMOTIONAL)
    found.feed(Report(id="r-1", at=at("5h"), what=flyer, channel=Channel.EMAIL, sent_at=at("5h")), "5h")
    asyncio.run(keep(ledger_url, found))
    done = twostep("explain", "c-1", "flyer")
    assert done.exit_code == 1
    assert "nothing was decided about 'flyer': its department reported it without asking" in done.stderr


def test_a_customer_nobody_knows_is_no_customer_without_decisions(she: Life, tmp_path: Path) -> None:
    done = twostep("explain", "c-2")
    assert done.exit_code == 1
    assert "c-2" in done.stderr
