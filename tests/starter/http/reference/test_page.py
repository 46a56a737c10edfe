"""The page of the API: the whole document is in it, every link leads somewhere, every example would be taken."""

import json
import re
import shlex
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import httpx2
import jsonschema
import pytest

from starter.http.bodies import Body
from starter.http.document import PLACE, app_over_nothing
from starter.http.events.messages import Envelope, Message
from starter.http.problems import MEANINGS
from starter.http.reference.document import Document, Schema
from starter.http.reference.page import reference_page
from starter.http.reference.wording import anchor_of, kind

RAW: dict[str, Any] = json.loads(PLACE.read_text(encoding="utf-8"))
DOCUMENT = Document.model_validate(RAW)
OPERATIONS = [(method.upper(), path) for path, found in RAW["paths"].items() for method in found]


class Seen(HTMLParser):
    """What a browser makes of a page, as far as is asked here."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids = list[str]()
        self.links = list[str]()
        self.tags = set[str]()
        self.words = ""
        self.commands = list[str]()
        self._in_pre = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        if tag == "pre":
            self.commands.append("")
        self._in_pre = tag in ("pre", "code") and (self._in_pre or tag == "pre")

    def handle_endtag(self, tag: str) -> None:
        self._in_pre = self._in_pre and tag != "pre"

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._in_pre:
            self.commands[-1] += data


SEEN = Seen(reference_page(DOCUMENT))
CALLS = [command for command in SEEN.commands if command.startswith("curl ")]


def test_every_operation_every_schema_and_every_status_is_there_once_and_no_link_is_dead() -> None:
    assert len(SEEN.ids) == len(set(SEEN.ids))
    wanted = {anchor_of(method, path) for method, path in OPERATIONS}
    wanted |= {f"schema-{name}" for name in RAW["components"]["schemas"]}
    assert wanted <= set(SEEN.ids)
    assert {link for link in SEEN.links if link != "openapi.json"} <= {f"#{one}" for one in SEEN.ids}
    assert {f"#{one}" for one in wanted if not one.startswith("schema-")} <= set(SEEN.links)
    assert set(map(str, MEANINGS)) <= set(re.findall(r"\b[45]\d\d\b", SEEN.words.split("Problems")[-1]))


def test_whatever_the_document_says_in_words_is_told() -> None:
    told = " ".join(SEEN.words.split())
    generic = {"Successful Response"}
    for said in set(texts(RAW)) - generic:
        plain = " ".join(re.sub(r"`([^`]+)`", r"\1", said).split())
        assert plain in told, said
    for scope in ("events", "browser", "consents", "decisions", "customers", "journeys", "operate"):
        assert re.search(rf"API key with the scope [a-z ]*\b{scope}\b", told), scope


def test_no_keyword_of_a_schema_is_passed_over() -> None:
    shown = {field.alias or name for name, field in Schema.model_fields.items()} | {"title"}
    assert {word for one in schemas(RAW) for word in one} <= shown


def test_nothing_runs_in_it_and_nothing_is_fetched() -> None:
    assert not SEEN.tags & {"script", "img", "link", "iframe", "form", "object"}
    assert "127.0.0.1" not in SEEN.words  # the address that the document's own app is given


def test_what_is_written_into_a_document_stays_text() -> None:
    evil = "<script>x</script>`<b>`\"'&"
    raw = json.loads(json.dumps(RAW).replace("customer-4711", "</pre><i>"))
    raw["info"]["summary"] = raw["tags"][0]["description"] = raw["info"]["title"] = evil
    raw["paths"] = {f"/<b>{path}": found for path, found in raw["paths"].items()}
    ask = raw["components"]["schemas"]["AskBody"]
    ask["properties"] |= {evil: {"type": "string", "description": evil, "pattern": evil, "default": evil}}
    seen = Seen(page := reference_page(Document.model_validate(raw)))
    assert not seen.tags & {"script", "b", "i"}
    assert "<script" not in page
    assert "<script>x</script><b>\"'&" in seen.words


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "string", "minLength": 1, "maxLength": 200}, "string, 1 to 200 characters"),
        ({"anyOf": [{"type": "string", "maxLength": 1}, {"type": "null"}]}, "string, at most 1 character, or null"),
        ({"type": "string", "format": "date-time"}, "time (RFC 3339)"),
        ({"type": "string", "pattern": "^<$"}, "string, matching <code>^&lt;$</code>"),
        ({"type": "integer", "minimum": 0, "maximum": 100}, "integer, at least 0, at most 100"),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 86400.0}, "number, over 0, at most 86,400"),
        ({"type": "number", "maximum": 1234567.5}, "number, at most 1,234,567.5"),
        ({"type": "array", "minItems": 1, "items": {"type": "boolean"}}, "list, at least 1 item of boolean"),
        ({"type": "object", "minProperties": 2, "additionalProperties": {}}, "object, at least 2 fields of any JSON"),
        ({"enum": ["a", None]}, "<code>&quot;a&quot;</code> or <code>null</code>"),
        ({"const": "ask", "type": "string"}, "<code>&quot;ask&quot;</code>"),
        ({"$ref": "#/components/schemas/Fault"}, '<a href="#schema-Fault"><code>Fault</code></a>'),
    ],
)
def test_limits_are_told_in_words(schema: dict[str, Any], said: str) -> None:
    assert kind(Schema.model_validate(schema)) == said


def test_every_example_would_be_taken() -> None:
    seen = {(method, template(method, path)): (headers, body) for method, path, headers, body in map(sent, CALLS)}
    # Only providers can sign what they send.
    assert set(OPERATIONS) - set(seen) == {one for one in OPERATIONS if one[1].startswith("/webhooks/")}
    for (method, path), (headers, body) in seen.items():
        operation = RAW["paths"][path][method.lower()]
        assert ("Authorization: Bearer $KEY" in headers) == ("security" in operation)
        assert (body is None) == ("requestBody" not in operation)
        if body is not None:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            jsonschema.validate(body, {**schema, "components": RAW["components"]})
            check(path, schema, body)


async def test_it_needs_no_key_is_made_once_and_its_headers_let_nothing_else_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = list[Document]()

    def counted(document: Document) -> str:
        made.append(document)
        return reference_page(document)

    monkeypatch.setattr("starter.http.reference.routes.reference_page", counted)
    async with (
        app_over_nothing() as app,
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://doors.test") as http,
    ):
        answer = await http.get("/docs")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'; style-src 'sha256-" in policy and "form-action 'none'" in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert "noindex" in answer.headers["x-robots-tag"]
        ids = Seen(answer.text).ids
        assert sorted(ids) == sorted(SEEN.ids)
        assert (await http.head("/docs")).status_code == 200
        assert (await http.get("/docs")).text == answer.text
        assert (await http.get("/openapi.json")).json() == RAW
    assert len(made) == 1


def test_the_page_on_the_api_tells_of_the_same_statuses() -> None:
    table = (PLACE.parent / "api.md").read_text(encoding="utf-8").split("## Problems")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE)
    assert {int(status) for row in rows for status in row.split(", ")} == set(MEANINGS)


def sent(command: str) -> tuple[str, str, list[str], Any]:
    """Method, path, headers and body of a command, as a shell reads it."""
    words = shlex.split(command.replace("\\\n", ""))
    headers = [words[at + 1] for at, word in enumerate(words) if word == "-H"]
    body = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
    path = urlsplit(words[1].replace("$TWOSTEP", "http://doors.test")).path
    return "GET" if body is None else "POST", path, headers, body


def template(method: str, path: str) -> str:
    """The path of the document that this one is an example of."""
    found: str
    [found] = [
        one
        for wanted, one in OPERATIONS
        if wanted == method and re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(one)), path)
    ]
    return found


def check(path: str, schema: dict[str, Any], body: Any) -> None:
    """By the door's own model, which knows more than its schema."""
    if "$ref" in schema:
        models = {one.__name__: one for one in below(Body)}
        models[schema["$ref"].rpartition("/")[2]].model_validate(body)
    else:
        word = path.removeprefix("/v1/")
        for one in Envelope.model_validate(body).batch if word == "batch" else [{"type": word, **body}]:
            Message.model_validate(one)


def below(model: type[Body]) -> Iterator[type[Body]]:
    yield model
    for one in model.__subclasses__():
        yield from below(one)


def texts(found: object) -> Iterator[str]:
    for one in walked(found):
        yield from (one[word] for word in ("description", "summary") if isinstance(one.get(word), str))


def schemas(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every schema of the document, wherever it stands; names of fields are no keywords."""
    waiting = [
        *found["components"]["schemas"].values(),
        *(one["schema"] for one in walked(found["paths"]) if isinstance(one.get("schema"), dict)),
    ]
    while waiting:
        schema = waiting.pop()
        yield schema
        waiting += schema.get("properties", {}).values()
        waiting += [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
        waiting += [one for word in ("items", "additionalProperties") if isinstance(one := schema.get(word), dict)]


def walked(found: object) -> Iterator[dict[str, Any]]:
    match found:
        case dict():
            yield found
            for one in found.values():
                yield from walked(one)
        case list():
            for one in found:
                yield from walked(one)
        case _:
            pass
