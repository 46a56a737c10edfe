import pytest

from engine.expressions.parse import check_condition, check_value, condition, is_expression, value
from engine.expressions.tree import And, Compare, Literal, Not, Or, Path, Property, Recall

WRITTEN = [
    'event.category == "phone"',
    'happened(purchase, where category == "accessory", since run)',
    'run.read-it.outcome == "read"',
    "exists(run.store.name) and run.store.km < 10",
    "count(product_viewed, since run) < 2",
    "distinct(product_viewed.price, since run) >= 3",
    "customer.response.email < 10%",
    "since(purchase) >= 90d",
    "overlaps(message.topics, customer.interests)",
    'customer.address.region == "US-FL"',
    "event.new.city != event.old.city",
    "customer.plan in [\"prepaid\", 'contract'] or not (now >= 2026-12-31)",
    "customer.contract_end <= now + 30d",
    "since(purchase) >= customer.usual_gap * 1d",
    "count(purchase, last 30d, where price + (-discount) > event.price) > 2",
    "now > 2026-04-14T08:10Z and now < 2026-04-14T10:10:00.5+02:00",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_what_marketers_write_is_read(text: str) -> None:
    assert check_condition(text) == text


REFUSED = [
    ("", 1, "expected a value"),
    ('category == "x"', 1, "did you mean `event.category`?"),
    ("evnt.x == 1", 1, "did you mean `event`?"),
    ("event", 1, "`event.<name>`"),
    ("event.a - event.b > 1", 9, "write `a + (-b)`"),
    ("(event.a - 1) > 1", 10, "write `a + (-b)`"),
    ("event.a = 1", 9, "write `==`"),
    ("event.a && event.b", 9, "write `and`"),
    ("event.a AND event.b", 9, "write `and`"),
    ("event.a == null", 12, "`not exists(…)`"),
    ("event.x == 1 adn event.y", 14, "did you mean `and`?"),
    ("hapened(purchase)", 1, "did you mean `happened`?"),
    ("count(purchase last 3d)", 16, "a comma"),
    ("count(purchase, lst 3d)", 17, "did you mean `last`?"),
    ("count(purchase, last 3d, since run)", 26, "limited already"),
    ("count(purchase, where a, where b)", 26, "join the two with `and`"),
    ("count(purchase, last 0d) > 1", 22, "longer duration"),
    ("count(purchase.price) > 1", 7, "count(purchase, where exists(price))"),
    ("sum(purchase) > 1", 5, "sum(purchase.<property>)"),
    ("count(Purchase) > 1", 7, "no trigger"),
    ("since(a) * since(b) > 1", 10, "cannot be multiplied"),
    ("1 / (since(a) / 1d) > 1", 3, "multiply the other side"),
    ("-now < now", 1, "compare the two instants"),
    ("[now] == [now]", 2, "a list cannot hold"),
    ("5", 1, "a condition is needed here, and this is a number"),
    ("event.x and 5", 13, "a condition is needed"),
    ("1 < 2 < 3", 7, "do not chain"),
    ("event.a not in [1]", 9, "write `not (a in b)`"),
    ('count(x) > "3"', 10, "cannot be compared"),
    ("true > false", 6, "no order"),
    ("event.a in 3", 9, "looks into a list"),
    ("overlaps(event.a, 3)", 10, "two lists"),
    ('event.x == "abc', 12, "no closing"),
    ("3 days", 3, "unexpected 'days'"),
    ("event.x > 30min", 11, "'30min' is not a duration"),
    ("now > 2026-13-01", 7, "is not a time"),
    ("now > 2026-01-01T10:00", 7, "has no zone"),
    ("event.x > 1234567890123456", 11, "at most 15 digits"),
    ("event.\x00", 7, "means nothing here"),
    ("(" * 50, 33, "at most 32 levels"),
    (" + ".join(["event.x"] * 40) + " > 1", 1, "at most 32 levels"),
    (" or ".join(["event.x"] * 300), 0, "characters"),
    (" or ".join(["now>now"] * 180), 0, "at most 256 parts"),
]


@pytest.mark.parametrize(("text", "column", "said"), REFUSED)
def test_a_refusal_names_the_place_and_the_fix(text: str, column: int, said: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        check_condition(text)
    assert said in str(refusal.value)
    if column:
        assert str(refusal.value).startswith(f"column {column}: ")


def test_a_value_need_not_be_a_condition() -> None:
    assert check_value("median_gap(purchase)") == "median_gap(purchase)"
    with pytest.raises(ValueError, match="a condition is needed"):
        check_condition("median_gap(purchase)")


def test_operators_bind_as_in_speech() -> None:
    a, b, c = (Path("event", (name,)) for name in "abc")
    assert condition("event.a or event.b and not event.c") == Or((a, And((b, Not(c)))))
    one = Literal("1", 1)
    assert condition("not event.a == 1") == Not(Compare("==", a, one))


def test_names_hold_hyphens() -> None:
    assert value("run.read-it.a-b") == Path("run", ("read-it", "a-b"))


def test_bare_names_are_properties_inside_where_only() -> None:
    node = condition("happened(purchase, where event.product == product and message)")
    assert isinstance(node, Recall)
    assert node.where == And(
        (
            Compare("==", Path("event", ("product",)), Property(("product",))),
            Property(("message",)),
        )
    )


def test_literals_have_their_values() -> None:
    texts = ["5%", "0.1%", "2", "2.0", "true", r"'it\'s'"]
    nodes = [value(text) for text in texts]
    assert [node.value for node in nodes if isinstance(node, Literal)] == [0.05, 0.001, 2, 2.0, True, "it's"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("event.price", True),
        ("customer.address", True),
        ("run.x + 1", True),
        ("now", True),
        ("now + 3d", True),
        ("top(product_viewed.product, since run)", True),
        ("exists(run.store)", True),
        ("now available", False),
        ("event. Foo", False),
        ("customer", False),
        ("eventually.x", False),
        ("first (of all)", False),
        ("still-choosing", False),
    ],
)
def test_a_setting_is_an_expression_if_it_begins_with_a_root_or_a_call(text: str, is_one: bool) -> None:
    assert is_expression(text) is is_one
