"""The price of the policy: a decision beside a dump and parse of its state, and its growth with rules and journeys."""

import math
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure, Goal
from benchmarks.kinds import introduction
from benchmarks.timing import median, ratio_of_rounds
from catalogue.publish import publish
from catalogue.shelf import MemoryShelf
from engine.absorb import absorb
from engine.contracts.inputs import Propose, Track
from engine.contracts.journal import Decided
from engine.customer.state import CustomerState
from engine.decide import decide
from engine.definitions import Definitions
from engine.rehearsal import Rehearsal

SHOP = Path(__file__).parents[1] / "examples/record-shop"
PLAIN = Path(__file__).parent / "journeys/policy.yaml"
BEGAN = datetime(2026, 1, 5, 10, tzinfo=UTC)
MESSAGE = "next-record"
RULES = 20
STRANGERS = 100
"""journeys that do not concern her"""
_EACH = 40
"""decisions in a round, each on a state of its own"""

_KINDS = (
    ("caps", "name: cap-{n}, counts: {{ class: marketing }}, max: {many}, per: {days}d, over: hold, look_ahead: 48h"),
    (
        "caps",
        "name: wish-{n}, counts: {{ channels: [email] }}, max: [ {{ when: customer.response.email < 1%, to: {many} }}, "
        "{{ otherwise: {many} }} ], per: calendar_week, over: drop",
    ),
    (
        "conflicts",
        "name: conflict-{n}, keep: {{ tags: [welcome-{n}] }}, yield: {{ class: marketing }}, within: same_day, "
        "over: hold",
    ),
    ("blocks", "name: block-{n}, while: 'count(purchase, last {days}d) > {many}', over: hold"),
    ("mix", "name: mix-{n}, never_in_a_row: 99, purposes: [promotional], over: hold"),
    ("quiet_hours", 'name: quiet-{n}, channels: [email], from: "02:00", to: "03:00"'),
)
"""Every kind of rule that reads what she had; none of them stops anything here, so all of them are looked at."""

_STRANGER = """\
journey: stranger-{n}
title: Somebody else's journey
department: crm
enter: {{ trigger: visited, when: event.page == "{n}" }}
steps:
  - {{ id: only, send: next-record }}
"""


def policy(folder: Path, rounds: int) -> list[Figure]:
    """Files are written below the folder; a round decides on the same states under each of the books."""
    books = {
        "none": shop_under(folder / "none", rules=0),
        "rules": shop_under(folder / "rules", rules=RULES),
        "twice": shop_under(folder / "twice", rules=2 * RULES),
        "strangers": shop_under(folder / "strangers", rules=RULES, strangers=STRANGERS),
    }
    text = lived(books["none"]).model_dump_json()
    times: dict[str, list[float]] = {name: [] for name in (*books, "carry")}
    for _ in range(rounds):
        times["carry"].append(_timed(_carry, text))
        for name, definitions in books.items():
            times[name].append(_timed(partial(decide_one, definitions), text))
    return [*_figures(times)]


def _figures(times: dict[str, list[float]]) -> Sequence[Figure]:
    per_rule = {
        "first": [(rules - none) / RULES for rules, none in zip(times["rules"], times["none"], strict=True)],
        "next": [(twice - rules) / RULES for twice, rules in zip(times["twice"], times["rules"], strict=True)],
    }
    return (
        Figure(
            name=f"a decision with a policy of {RULES} rules",
            against="a dump and parse of the same state",
            unit="µs",
            ours=median(times["rules"]),
            baseline=median(times["carry"]),
            ratio=ratio_of_rounds(times, "rules", "carry"),
            goal=Goal(side="at most", ratio=3),
        ),
        Figure(
            name=f"a rule more, beyond {RULES}",
            against=f"a rule of the first {RULES}",
            unit="µs",
            ours=median(per_rule["next"]),
            baseline=median(per_rule["first"]),
            ratio=median(per_rule["next"]) / median(per_rule["first"]),
            goal=Goal(side="at most", ratio=1.25),
        ),
        Figure(
            name=f"a decision beside {STRANGERS} journeys that do not concern her",
            against="a decision without them",
            unit="µs",
            ours=median(times["strangers"]),
            baseline=median(times["rules"]),
            ratio=ratio_of_rounds(times, "strangers", "rules"),
            goal=Goal(side="at most", ratio=1.1),
        ),
    )


def _timed(work: Callable[[CustomerState], object], text: str) -> float:
    """µs of the fastest of the round: what else the machine does only adds to it."""
    fastest = math.inf
    for state in [CustomerState.model_validate_json(text) for _ in range(_EACH)]:
        began = time.perf_counter()
        work(state)
        fastest = min(fastest, time.perf_counter() - began)
    return fastest * 1e6


def decide_one(definitions: Definitions, state: CustomerState) -> None:
    """One more message is proposed and goes out."""
    now = BEGAN + timedelta(days=91)
    absorb(state, Propose(id="one more", at=now, message=MESSAGE), now, definitions)
    decide(state, now, definitions)
    assert any(isinstance(entry, Decided) and entry.verdict == "send" for entry in state.journal)


def _carry(state: CustomerState) -> None:
    CustomerState.model_validate_json(state.model_dump_json())


def lived(definitions: Definitions) -> CustomerState:
    """Somebody who has had a mail every other day for three months, and bought as often."""
    life = Rehearsal(CustomerState(customer_id="ann", catalogue=1), definitions)
    life.feed(introduction("ann", BEGAN), BEGAN)
    for day in range(0, 90, 2):
        at = BEGAN + timedelta(days=day)
        life.feed(Track(id=f"bought {day}", type="purchase", at=at, properties={"quantity": 1, "amount": 9.5}), at)
        life.feed(Propose(id=f"mail {day}", at=at, message=MESSAGE, origin="broadcast"), at)
    life.finish(BEGAN + timedelta(days=91))
    return life.state


def shop_under(folder: Path, *, rules: int, strangers: int = 0) -> Definitions:
    """The record shop under so many rules, which let everything pass, instead of its own."""
    shutil.copytree(SHOP, folder, ignore=shutil.ignore_patterns("data"))
    (folder / "policy.yaml").write_text(PLAIN.read_text() + _rules(rules))
    schema = folder / "schema.yaml"
    schema.write_text(schema.read_text().replace("triggers:\n", "triggers:\n  visited: { page: text }\n"))
    for n in range(strangers):
        (folder / f"journeys/stranger-{n}.yaml").write_text(_STRANGER.format(n=n))
    shelf = MemoryShelf()
    publish(folder, shelf, by="benchmarks", commit=None, at=BEGAN)
    return Definitions(shelf)


def _rules(count: int) -> str:
    """So many, the kinds in turn."""
    written: dict[str, list[str]] = {}
    for n in range(count):
        section, text = _KINDS[n % len(_KINDS)]
        written.setdefault(section, []).append(f"  - {{ {text.format(n=n, many=500, days=30)} }}")
    return "".join(f"{section}:\n" + "\n".join(lines) + "\n" for section, lines in written.items())
