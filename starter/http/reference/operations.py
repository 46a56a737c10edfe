"""An operation of the API as a section of the page."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import escape

from starter.http.problems import MEDIA_TYPE
from starter.http.reference.document import Answer, Document, Media, Operation, Schema
from starter.http.reference.examples import NoExample, curl
from starter.http.reference.fields import fields, parameters, terms
from starter.http.reference.wording import anchor_of, code, inline, kind, prose

_GENERIC = "Successful Response"
"""what the framework writes where nobody has written anything"""


def operation_section(document: Document, method: str, path: str, operation: Operation) -> str:
    anchor = escape(anchor_of(method, path))
    return (
        f'<section class="operation" aria-labelledby="{anchor}">\n'
        f'<h3 id="{anchor}"><a href="#{anchor}">{address(method, path)}</a></h3>\n'
        f'<p class="summary">{inline(operation.summary)}</p>\n{prose(operation.description)}'
        f"<p>{_authority(operation)}</p>\n{''.join(_parts(document, method, path, operation))}</section>\n"
    )


def address(method: str, path: str) -> str:
    return f'<span class="method">{escape(method)}</span> <span class="path">{escape(path)}</span>'


def _authority(operation: Operation) -> str:
    """Whichever way a key is sent, the scope is the same."""
    if not operation.security:
        return "Without an API key."
    scopes = dict.fromkeys(scope for one in operation.security for named in one.values() for scope in named)
    return f'<a href="#keys">API key</a> with the scope {" or ".join(code(one) for one in scopes)}.'


def _parts(document: Document, method: str, path: str, operation: Operation) -> Iterator[str]:
    if operation.parameters:
        yield f"<h4>Parameters</h4>\n{parameters(operation.parameters)}"
    if operation.body is not None:
        yield f"<h4>Body</h4>\n{prose(operation.body.description)}"
        for media_type, media in operation.body.content.items():
            yield f"<p>{_media(media_type, media)}</p>\n{_fields(document, media.shape)}"
    yield f"<h4>Answers</h4>\n{_answers(operation.answers)}"
    with suppress(NoExample):
        yield f"<h4>Example</h4>\n<pre><code>{escape(curl(document, method, path, operation))}</code></pre>\n"


def _fields(document: Document, shape: Schema) -> str:
    return fields(document.whole(shape))


def _media(media_type: str, media: Media) -> str:
    return f"{code(media_type)}: {kind(media.shape)}"


def _answers(answers: Mapping[str, Answer]) -> str:
    """What is the matter when it is none of its own is told once, for all operations."""
    problems = [status for status, one in answers.items() if list(one.content) == [MEDIA_TYPE]]
    own = terms((escape(status), _answer(one)) for status, one in answers.items() if status not in problems)
    return own + f'<p>Else a <a href="#problems">problem</a>: {escape(", ".join(problems))}.</p>\n'


def _answer(answer: Answer) -> str:
    said = prose("" if answer.description == _GENERIC else answer.description)
    return said + "".join(f"<p>{_media(name, media)}</p>\n" for name, media in answer.content.items())
