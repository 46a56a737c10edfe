"""`twostep timeline --why`: a life that the engine decided, told from the ledger without a worker."""

import json

from tests.engine.books import Books
from tests.engine.lives import Life
from tests.starter.command import twostep_aside
from tests.starter.told_life import WHEN, keep, life

TOLD = [
    "2026-04-14 09:00:00  held  guide  phone → guide (paused)",
    "  still wanted: wait (paused)",
    "    expires: 2026-04-21T09:00:00+00:00",
    "    paused: true",
    "  channel in use, with an address: yes (email)",
    "  consent and suppression: yes (email)",
    "    needed: opt_in",
    "    stands: granted",
    "    since: 2026-04-14T07:00:00+00:00",
    "  channel not paused: yes (email)",
    "    paused: false",
    "  way out: yes (email)",
    "2026-04-14 10:00:00  dropped  guide  phone → guide (condition_false)",
    "  still wanted: no (condition_false)",
    "    expires: 2026-04-21T09:00:00+00:00",
    "    `when` is not true:",
    f"      {WHEN}: false",
    "        customer.stage == 'new': false (customer.stage = old)",
    "        customer.plan != 'gold': unknown (missing path customer.plan)",
    "2026-04-14 12:00:00  dropped  news (opted_out)",
    "  still wanted: wait (paused)",
    "    expires: 2026-04-21T12:00:00+00:00",
    "    paused: true",
    "  channel in use, with an address: yes (email)",
    "  consent and suppression: no (email, opted_out)",
    "    needed: opt_in",
    "    stands: denied",
    "    since: 2026-04-14T11:00:00+00:00",
]


async def test_every_rule_is_told_with_what_it_went_by(ledger_url: str) -> None:
    await keep(ledger_url, life())
    done = await twostep_aside("timeline", "c-1", "--whole", "--why")
    assert (done.exit_code, done.stdout.splitlines()) == (0, ["times are UTC", *TOLD])


async def test_why_as_json_holds_the_evidence(ledger_url: str) -> None:
    await keep(ledger_url, life())
    [_, drop, _] = json.loads((await twostep_aside("timeline", "c-1", "--why", "--json")).stdout)
    assert drop["rules"][0]["evidence"]["when"][-1]["notes"] == ["missing path customer.plan"]


async def test_who_has_no_decisions_is_told_so(ledger_url: str) -> None:
    await keep(ledger_url, Life(Books(), stage="new"))
    done = await twostep_aside("timeline", "c-1", "--why")
    assert (done.exit_code, done.stdout) == (0, "nothing was decided yet\n")
