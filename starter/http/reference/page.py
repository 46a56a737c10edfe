"""The whole page: what the API has, made of its OpenAPI document alone, without scripts."""

from collections.abc import Iterator
from html import escape

from starter.http.page_headers import page_headers
from starter.http.reference.document import SCHEMAS, Document, Schema
from starter.http.reference.examples import ADDRESS, KEY
from starter.http.reference.fields import fields, terms
from starter.http.reference.operations import address, operation_section
from starter.http.reference.style import STYLE
from starter.http.reference.wording import anchor_of, code, kind, prose, schema_anchor

HEADERS = page_headers(STYLE) | {"X-Robots-Tag": "noindex, nofollow"}

_PROBLEM_DETAILS = kind(Schema.model_validate({"$ref": f"{SCHEMAS}ProblemDetails"}))
_LAST = {"keys": "API keys", "problems": "Problems", "schemas": "Schemas"}


def reference_page(document: Document) -> str:
    """A document of HTML; everything in it is escaped."""
    info = document.info
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex, nofollow">\n'
        f"<title>HTTP API – {escape(info.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#operations">Skip the contents</a>\n'
        f'<header><p class="sender">{escape(info.title)}</p></header>\n{_contents(document)}'
        f'<main id="operations" tabindex="-1">\n<h1>HTTP API</h1>\n{prose(info.summary)}{_first_words()}'
        f"{''.join(_operations(document))}{_keys(document)}{_problems(document)}{_schemas(document)}"
        "</main>\n</body>\n</html>\n"
    )


def _first_words() -> str:
    return (
        '<p>Made from <a href="openapi.json">openapi.json</a>, the OpenAPI document, which says the same to programs. '
        f"In the examples {code(ADDRESS)} stands for the address before the path, and {code(KEY)} for an API key:</p>\n"
        f"<pre><code>{ADDRESS}=https://twostep.example.com\n{KEY}=tsk_…</code></pre>\n"
    )


def _contents(document: Document) -> str:
    groups = "".join(
        f'<li><a href="#{_tag_anchor(tag)}">{escape(tag)}</a>\n<ul>\n{"".join(_entries(document, tag))}</ul></li>\n'
        for tag in (one.name for one in document.tags)
    )
    last = "".join(f'<li><a href="#{anchor}">{heading}</a></li>\n' for anchor, heading in _LAST.items())
    return f'<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ul>\n{groups}{last}</ul>\n</nav>\n'


def _entries(document: Document, tag: str) -> Iterator[str]:
    for method, path, _ in document.operations(tag):
        yield f'<li><a href="#{escape(anchor_of(method, path))}">{address(method, path)}</a></li>\n'


def _operations(document: Document) -> Iterator[str]:
    for tag in document.tags:
        yield f'<h2 id="{_tag_anchor(tag.name)}">{escape(tag.name)}</h2>\n{prose(tag.description)}'
        for method, path, operation in document.operations(tag.name):
            yield operation_section(document, method, path, operation)


def _tag_anchor(tag: str) -> str:
    return f"tag-{escape(tag)}"


def _keys(document: Document) -> str:
    ways = terms(
        (escape(one.scheme.capitalize()), prose(one.description)) for one in document.components.schemes.values()
    )
    return _heading("keys") + "<p>A key is sent in either way; what it may be used for are its scopes.</p>\n" + ways


def _problems(document: Document) -> str:
    said = f"<p>Every error is answered with {_PROBLEM_DETAILS}, the problem details of RFC 9457.</p>\n"
    named = terms((escape(status), prose(one.description)) for status, one in document.components.responses.items())
    return _heading("problems") + said + named


def _schemas(document: Document) -> str:
    return _heading("schemas") + "".join(
        f'<section class="schema" aria-labelledby="{escape(schema_anchor(name))}">\n'
        f'<h3 id="{escape(schema_anchor(name))}">{code(name)}</h3>\n{prose(schema.said)}'
        f"{fields(schema) or f'<p>{kind(schema)}</p>'}</section>\n"
        for name, schema in document.components.schemas.items()
    )


def _heading(anchor: str) -> str:
    return f'<h2 id="{anchor}">{_LAST[anchor]}</h2>\n'
