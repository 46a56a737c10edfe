import pytest

from catalogue.yaml_file import YamlFaults, read_yaml


def read(text: str) -> object:
    return read_yaml(text, "x.yaml").data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10:00", "10:00"),
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("y", "y"),
        ("2026-04-14", "2026-04-14"),
        ("1_000", "1_000"),
        ("12e", "12e"),
        ("0o17", 15),
        ("0x1F", 31),
        ("007", 7),
        ("-3", -3),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ('"5"', "5"),
        ("'true'", "true"),
        ("5%", "5%"),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: object) -> None:
    found = read(f"key: {text}")
    assert found == {"key": value}
    assert isinstance(found, dict)
    assert type(found["key"]) is type(value)  # 1 equals true, and 5 equals 5.0


def test_keys_are_text_as_written() -> None:
    assert read("on: 1\nyes: 2\n10: 3\nnull: 4") == {"on": 1, "yes": 2, "10": 3, "null": 4}


def test_positions_of_keys_and_items() -> None:
    file = read_yaml("a:\n  - x: 1\n    y: 2\n  - [3, 4]\n", "x.yaml")
    assert file.positions[("a", 0, "y")] == (3, 5)
    assert file.positions[("a", 1, 1)] == (4, 9)
    fault = file.fault(("a", 0, "z"), "m", "f")
    assert (fault.line, fault.path) == (2, "a[0].z")


@pytest.mark.parametrize(
    ("text", "line", "path", "message", "fix"),
    [
        ("a: 1\nb: 2\na: 3", 3, "a", "the key 'a' stands twice (first in line 1)", "keep one of them"),
        ("a: &x 1", 1, "a", "anchors (&x) are not allowed", "remove it and write values out"),
        ("a:\n  b: *x", 2, "a.b", "aliases (*x) are not allowed", "write the value out here"),
        ("a: !!str 5", 1, "a", "tags (tag:yaml.org,2002:str) are not allowed", "remove it; quotes make a text"),
        ("a: !mine {}", 1, "a", "tags (!mine) are not allowed", "remove it; quotes make a text"),
        ("<<: { a: 1 }", 1, "<<", "merge keys (<<) are not allowed", "write the keys out where they hold"),
        ("---\na: 1\n---\nb: 1", 3, "", "a second document (---)", "write one definition per file"),
        ("a: .inf", 1, "a", ".inf is no number that can be stored", "put it in quotes, so that it is a text"),
        ("a: 1e999", 1, "a", "1e999 is too large for a number", "put it in quotes, so that it is a text"),
        ("? [1]\n: 2", 1, "", "a key that is not a text", "write a name before the colon"),
        ("[" * 100, 1, "", "nested deeper than 60 levels", "make it flatter"),
    ],
)
def test_faults_of_the_dialect(text: str, line: int, path: str, message: str, fix: str) -> None:
    with pytest.raises(YamlFaults) as caught:
        read(text)
    fault = caught.value.faults[-1]
    assert (fault.file, fault.line, fault.path, fault.message, fault.fix) == ("x.yaml", line, path, message, fix)


def test_a_quoted_merge_key_is_a_key() -> None:
    assert read('"<<": 1') == {"<<": 1}


@pytest.mark.parametrize("text", ["a: b: c", "a: [", "\ta: 1", "a: \x07", "a: 'x"])
def test_unreadable_text_names_a_place(text: str) -> None:
    with pytest.raises(YamlFaults) as caught:
        read(text)
    assert caught.value.faults[0].line >= 1
    assert caught.value.faults[0].fix


def test_several_faults_are_told_at_once() -> None:
    with pytest.raises(YamlFaults) as caught:
        read("a: &x 1\na: !t 2\n<<: 3")
    assert [fault.line for fault in caught.value.faults] == [1, 2, 2, 3]


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(YamlFaults, match="larger than 1,000,000 bytes"):
        read("a: " + "x" * 1_000_001)
