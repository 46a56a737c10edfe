"""An operator's orders on the command line, each with who and why on record; what needs no worker works without."""

import asyncio
import json
from collections.abc import Callable

import pytest

from audit.inbox import Inbox
from starter.operating.login import login_name
from tests.starter.command import twostep_aside
from tests.starter.doorway import Doorway


async def until(words: str, good: Callable[[str], bool]) -> str:
    said = ""
    for _ in range(600):
        said = (await twostep_aside(*words.split())).stdout
        if good(said):
            return said
        await asyncio.sleep(0.1)
    raise AssertionError(said)


async def agreed(customer: str) -> None:
    await twostep_aside("identify", customer, f"email={customer}@example.com", "--consent", "granted")


async def buys(customer: str) -> None:
    await twostep_aside("track", customer, "purchase", "quantity=2", "amount=29.33")


async def test_orders_are_carried_out_and_kept_with_who_and_why(surroundings: Doorway) -> None:
    async with surroundings.working():
        await agreed("ord-1")
        paused = await twostep_aside("pause", "ord-1", "--channel", "email", "--reason", "she is away")
        assert paused.exit_code == 0, paused.stderr
        await twostep_aside("propose", "--customer", "ord-1", "--message", "new-releases")
        await until("status ord-1 --json", lambda said: '"new-releases"' in said)
        strange = await twostep_aside("customer", "release", "ord-1", "welcome")
        assert strange.exit_code == 1 and "no message 'welcome' of customer 'ord-1' waits" in strange.stderr
        released = await twostep_aside("customer", "release", "ord-1", "new-releases", "--reason", "by phone")
        assert released.exit_code == 0, released.stderr
        await twostep_aside("enrol", "ord-1", "win-back")
        nowhere = await twostep_aside("customer", "exit", "ord-1", "welcome")
        assert nowhere.exit_code == 1 and "is not in welcome" in nowhere.stderr
        wrote = await twostep_aside(
            "customer", "set", "ord-1", "tier=gold", "--journey", "win-back", "--reason", "a gift"
        )
        assert wrote.exit_code == 0, wrote.stderr
        skipped = await twostep_aside("customer", "skip", "ord-1", "win-back", "--reason", "no waiting")
        assert skipped.exit_code == 0, skipped.stderr
        left = await twostep_aside("customer", "exit", "ord-1", "win-back", "--reason", "she asked")
        assert left.exit_code == 0, left.stderr
        whole = await until("timeline ord-1 --whole --json", lambda said: '"exited"' in said)
        orders = {(one["subject"], one["detail"]) for one in json.loads(whole) if one["what"] == "trigger"}
        name = login_name()
        assert {
            ("pause", f"{name}: she is away"),
            ("let_out", f"{name}: by phone"),
            ("set_facts", f"{name}: a gift"),
            ("skip", f"{name}: no waiting"),
            ("exit", f"{name}: she asked"),
        } <= orders
        gone = await twostep_aside("customer", "skip", "ord-1", "win-back")
        assert gone.exit_code == 1 and "is not in win-back" in gone.stderr


async def test_the_profile_is_set_without_a_journey_and_kept_with_who_and_why(surroundings: Doorway) -> None:
    async with surroundings.working():
        await agreed("ord-2")
        wrote = await twostep_aside("customer", "set", "ord-2", "first_name=Ann", "--reason", "she spelt it")
        assert wrote.exit_code == 0, wrote.stderr
        await until("status ord-2 --json", lambda said: '"Ann"' in said)
        told = await until("timeline ord-2 --whole --json", lambda said: '"set_profile"' in said)
    orders = [one["detail"] for one in json.loads(told) if one["subject"] == "set_profile"]
    assert orders == [f"{login_name()}: she spelt it"]
    strange = await twostep_aside("customer", "set", "ord-nobody", "first_name=Ann")
    assert strange.exit_code == 1 and "ord-nobody" in strange.stderr
    nothing = await twostep_aside("customer", "set", "ord-2")
    assert nothing.exit_code == 1 and "nothing to set" in nothing.stderr
    keyed = await twostep_aside("customer", "set", "ord-2", "a=1", "--key", "k")
    assert keyed.exit_code == 1 and "--key goes with --journey" in keyed.stderr


async def test_whose_and_who_and_a_held_message_without_a_worker(surroundings: Doorway) -> None:
    async with surroundings.working():
        await agreed("ord-3")
        await buys("ord-3")
        await surroundings.mails(1)
        got = await until("ledger who thank-you", lambda said: "ord-3" in said)
        assert "accepted" in got
        [line] = json.loads((await twostep_aside("ledger", "who", "thank-you", "--json")).stdout)
        assert (await twostep_aside("ledger", "who", line["message_id"])).stdout.count("ord-3") == 1
    assert (await twostep_aside("ledger", "who", "thank-you", "--limit", "1")).stdout.count("--after") == 1
    beyond = f"{line['at']}/{line['message_id']}"
    assert "nobody" in (await twostep_aside("ledger", "who", "thank-you", "--after", beyond)).stdout
    wrong = await twostep_aside("ledger", "who", "thank-you", "--after", "yesterday")
    assert wrong.exit_code == 1 and "--after 'yesterday'" in wrong.stderr


async def test_backlog_and_stuck_need_the_database_alone(
    surroundings: Doorway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with surroundings.working():
        await agreed("ord-4")
        await buys("ord-4")
        await surroundings.mails(1)
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:9")
    Inbox(surroundings.database).store("ord-4", surroundings.track(), "temporal_down")
    said = json.loads((await twostep_aside("backlog", "--json")).stdout)
    assert [(one["what"], one["name"], one["why"]) for one in said["lines"]] == [("inbox", "track", "purchase")]
    assert "is handed to her workflow" in (await twostep_aside("backlog")).stdout
    away = (await twostep_aside("stuck")).stdout
    assert away.startswith(
        "the ledger knows of nothing that is stuck\nnot looked at, whether customers wait for a build"
    )
    assert "'127.0.0.1:9': connection refused" in away
    late = (await twostep_aside("stuck", "--since", "0s")).stdout
    assert "inbox" in late and "does a worker with a drain run" in late and "not looked at" in late
    both = json.loads((await twostep_aside("stuck", "--since", "0s", "--json")).stdout)
    assert ([one["what"] for one in both["lines"]], both["builds"]) == (["inbox"], [])
    assert "connection refused" in both["not_looked_at"]
