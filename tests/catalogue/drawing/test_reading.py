import pytest

from catalogue.drawing.chart import Box, Fork, boxes, goes_on
from tests.catalogue.drawing.charts import chart


def lanes(fork: object) -> list[tuple[str, list[str]]]:
    assert isinstance(fork, Fork)
    return [(lane.label, [box.title for box in boxes(lane.flow)]) for lane in fork.lanes]


def test_entry_exits_goal_and_facts_are_told() -> None:
    drawn = chart("  - { id: a, wait: 1d }")
    assert (drawn.title, drawn.subtitle) == ("A <small> one & more", "small · care · onboarding")
    assert drawn.enter.title == "Enters on purchase"
    assert drawn.enter.code == ("when event.amount > 10", "one for each event.order_id")
    assert drawn.enter.notes == ("again 90 days after the end",)
    assert [(side.heading, side.lines) for side in drawn.sides] == [
        ("Leaves at once", ("returned → back",)),
        ("Goal", ("purchase within 30 days of the entry",)),
        ("Remembers at entry", ("run.order_id = event.order_id",)),
    ]


def test_running_off_the_end_is_an_end() -> None:
    assert [box.title for box in boxes(chart("  - { id: a, wait: 1d }").flow)] == ["1 day", "completed"]
    ended = chart("  - { id: over, end: over }")
    assert [box.title for box in boxes(ended.flow)] == ["over"]
    assert not goes_on(ended.flow)


def test_a_message_is_told_by_title_purpose_and_the_channels_of_the_step() -> None:
    known, unknown = boxes(
        chart("""\
          - { id: a, send: welcome, channels: [sms], continue: when_settled, unless: customer.plan == "contract" }
          - { id: b, send: unheard-of }
        """).flow
    )[:2]
    assert known.title == "Welcome to your phone"
    assert known.notes == ("welcome", "lifecycle · sms", "goes on when settled")
    assert known.code == ('unless customer.plan == "contract"',)
    assert unknown == Box("send", "b", "unheard-of")


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        ("3d", "3 days"),
        ("1w", "7 days"),
        ("90m", "90 minutes"),
        ('{ days: 2, at: "10:00" }', "2 days later at 10:00"),
        ('{ days: 0, at: "10:00" }', "Today at 10:00"),
        ('{ years: 1, at: "10:00" }', "1 year later at 10:00"),
        ('{ until: "09:00", weekdays: [tue, thu] }', "Until the next 09:00 (Tue, Thu)"),
        ("{ days_of: median_gap(purchase) }", "As many days as median_gap(purchase)"),
        ('{ between: ["09:00", "17:00"] }', "Until it is between 09:00 and 17:00"),
        ('{ date: customer.end, before: 30d, at: "10:00" }', "Until 30 days before customer.end at 10:00"),
        ("{ date: customer.end, after: 1h }", "Until 1 hour after customer.end"),
        ("{ date: customer.end }", "Until customer.end"),
        ("{ quiet_for: 2h, of: [a, b, c], at_most: 24h }", "Until 2 hours without a, b and c, at most 1 day"),
    ],
)
def test_waits_read_as_sentences(wait: str, said: str) -> None:
    assert boxes(chart(f"  - {{ id: a, wait: {wait} }}").flow)[0].title == said


def test_a_branch_has_its_conditions_and_otherwise_and_rejoins() -> None:
    drawn = chart("""\
      - id: way
        branch:
          - when: (customer.plan == "contract")
            steps: [ { id: a, send: welcome } ]
        otherwise: [ { id: b, end: left } ]
    """)
    assert lanes(drawn.flow[0]) == [('customer.plan == "contract"', ["Welcome to your phone"]), ("otherwise", ["left"])]
    assert goes_on(drawn.flow[:1])


def test_a_guarded_fork_has_a_way_past_it_and_a_guarded_end_is_a_question() -> None:
    drawn = chart("""\
      - id: try
        when: customer.plan == "contract"
        split: { salt: s, arms: [ { name: a, share: 12.5%, steps: [ { id: x, end: x } ] }, { name: b, share: 87.5% } ] }
      - { id: leave, end: left, unless: 'customer.open > 3' }
    """)
    assert lanes(drawn.flow[0]) == [("a: 12.5%", ["x"]), ("b: 87.5%", []), ("passed over", [])]
    assert lanes(drawn.flow[1]) == [("yes", ["left"]), ("no", [])]


@pytest.mark.parametrize(
    ("timeout", "ways"),
    [
        ("timeout: { after: 5d, go: end }", [("bought or clicked", []), ("not within 5 days", ["timed_out"])]),
        (
            "timeout: { after: 5d, steps: [ { id: late, send: welcome } ] }",
            [("bought or clicked", []), ("not within 5 days", ["Welcome to your phone"])],
        ),
    ],
)
def test_a_wait_for_forks_where_its_time_out_leads_elsewhere(timeout: str, ways: list[tuple[str, list[str]]]) -> None:
    drawn = chart(f"""\
      - id: listen
        wait_for:
          first_of:
            - {{ name: bought, trigger: purchase, when: event.amount > 10 }}
            - {{ name: clicked, reaction: clicked, message: welcome }}
          look_back: run
          {timeout}
    """)
    fork = drawn.flow[0]
    assert lanes(fork) == ways
    assert isinstance(fork, Fork)
    assert fork.box.code == ("bought: purchase when event.amount > 10", "clicked: clicked, message welcome")
    assert fork.box.notes == ("counts what came since the entry",)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("timeout: { after: 5d }", "if not within 5 days: goes on"),
        ("timeout: { after: 5d, go: skip }", "if not within 5 days: the next step is passed over"),
        ("forever: true", "for as long as it takes"),
    ],
)
def test_a_wait_for_that_goes_on_either_way_is_one_box(end: str, said: str) -> None:
    first = f"first_of: [ {{ name: quiet, condition: since(purchase) >= 3d }} ], {end}"
    box = chart(f"  - {{ id: listen, wait_for: {{ {first} }} }}").flow[0]
    assert isinstance(box, Box)
    assert box.title == "Wait for “quiet”"
    assert (box.notes, box.code) == ((said,), ("quiet: since(purchase) >= 3d",))


def test_what_is_written_and_asked_is_told() -> None:
    found = boxes(
        chart("""\
          - id: facts
            set: { run.why: [ { when: run.km < 10, to: near }, { otherwise: far } ], run.n: 3 }
          - { id: profile, update: { customer.plan: contract } }
          - { id: ask, lookup: nearest_store, with: { at: run.address }, into: run.store, fallback: {} }
          - { id: go, start: other, with: { phone: run.phone } }
        """).flow
    )
    assert [(box.kind, box.title, box.code) for box in found[:4]] == [
        ("set", "Remember", ("run.why = near when run.km < 10", "run.why = far otherwise", "run.n = 3")),
        ("update", "Change the profile", ("customer.plan = contract",)),
        ("lookup", "Look up nearest_store", ("at = run.address",)),
        ("start", "Start other", ("phone = run.phone",)),
    ]
