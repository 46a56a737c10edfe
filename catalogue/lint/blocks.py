"""Checks the blocks of messages: every place is there, every value has its block, every block its file and its use."""

from collections.abc import Iterable, Iterator

from catalogue.definitions import Content, Definitions
from catalogue.faults import Fault, Path, did_you_mean
from catalogue.folder import BLOCKS
from catalogue.lint.judge import problems, type_of
from catalogue.lint.scope import Scope
from catalogue.lint.senders import Senders, senders_of
from catalogue.lint.types import Plan
from catalogue.mail.assemble import placed
from catalogue.mail.naming import FileName
from catalogue.mail.pieces import position
from catalogue.mail.places import places
from engine.expressions import parse
from engine.expressions.mentions import mentions
from engine.expressions.tree import Node
from engine.language.blocks import ByValue, FirstTrue, ShowOtherwise, ShowWhen, blocks_of


def check(definitions: Definitions) -> Iterable[Fault]:
    senders = senders_of(definitions)
    for content in definitions.messages.values():
        yield from _places(content)
        yield from _files(content)
        yield from _unused(content)
        for name, place in content.model.blocks.items():
            yield from _place(content, ("blocks", name), place, senders)


def _places(content: Content) -> Iterator[Fault]:
    """What stands in the bodies and what message.yaml says are the same places."""
    there = set()
    for file, text in content.bodies.items():
        for place in places(text):
            at = position(text, place.piece.start)
            there.add(place.name)
            if place.name not in content.model.blocks:
                message = f"{place.piece.text}: the message has no block {place.name!r}"
                fix = did_you_mean(place.name, content.model.blocks, "write it under `blocks` in message.yaml")
                yield content.body_fault(file, at, message, fix)
    for file, text in content.blocks.items():
        for place in places(text):
            at = position(text, place.piece.start)
            message = "a block cannot hold another one"
            yield content.body_fault(f"{BLOCKS}/{file}", at, message, "put both into the body")
    for name in content.model.blocks:
        if name not in there:
            message = f"no body has a place for the block {name!r}"
            yield content.fault(("blocks", name), message, f"write {{% block {name} %}} where it belongs, or remove it")


def _files(content: Content) -> Iterator[Fault]:
    """A file for every block, in the form of every body with its place, in the fall-back language."""
    language = next(iter(content.model.languages), None)
    for name, place in content.model.blocks.items():
        for block in blocks_of(place):
            for ending in _forms(content, name):
                wanted = str(FileName(block, language, ending))
                if wanted not in content.blocks:
                    message = f"the block {block!r} is not written"
                    yield content.fault(("blocks", name), message, f"write {content.folder}/{BLOCKS}/{wanted}")
                elif not content.blocks[wanted].strip():
                    fault = content.body_fault(f"{BLOCKS}/{wanted}", (1, 1), "the block is empty", "write it")
                    yield fault.model_copy(update={"level": "warning"})


def _forms(content: Content, place: str) -> list[str]:
    """The endings of the bodies that a place stands in."""
    bodies = [file for file, text in content.bodies.items() if place in placed(content.model, text)]
    return sorted({file.rpartition(".")[2] for file in bodies})


def _unused(content: Content) -> Iterator[Fault]:
    used = {
        str(FileName(block, language, ending))
        for name, place in content.model.blocks.items()
        for block in blocks_of(place)
        for ending in _forms(content, name)
        for language in content.model.languages or (None,)
    }
    for file in content.blocks:
        if file not in used:
            fix = did_you_mean(file, used, "remove it, or name it under `blocks` in message.yaml")
            fault = content.body_fault(f"{BLOCKS}/{file}", (1, 1), "no block of the message uses this file", fix)
            yield fault.model_copy(update={"level": "warning"})


def _place(content: Content, path: Path, place: ByValue | FirstTrue, senders: Senders) -> Iterator[Fault]:
    scope = senders.scope(content)
    match place:
        case ByValue(by=text):
            node = parse.value(text)
            yield from _judged(content, (*path, "by"), text, node, scope, senders.plan)
            yield from _covered(content, path, place, node, scope, senders.plan)
        case FirstTrue(first=lines):
            for index, line in enumerate(lines):
                match line:
                    case ShowWhen(when=text):
                        node = parse.condition(text)
                        yield from _judged(content, (*path, index, "when"), text, node, scope, senders.plan)
                    case ShowOtherwise() if index + 1 < len(lines):
                        message = "what stands behind `otherwise` is never shown"
                        yield content.fault((*path, index, "otherwise"), message, "put it last")


def _judged(content: Content, path: Path, text: str, node: Node, scope: Scope, plan: Plan) -> Iterator[Fault]:
    read = mentions(node)
    if read.types or read.clock:
        message = f"{text!r}: a message sees facts only, neither earlier events nor the clock"
        fix = "keep it in the journey with `set`, or in schema.yaml under `computed`, and name that"
        yield content.fault(path, message, fix)
        return
    for problem in problems(node, scope, plan):
        yield content.fault(path, f"{text!r}: {problem.message}", problem.fix)


def _covered(content: Content, path: Path, place: ByValue, node: Node, scope: Scope, plan: Plan) -> Iterator[Fault]:
    found = type_of(node, scope, plan)
    if found.kind not in ("text", "any"):
        yield content.fault((*path, "by"), f"a {found.kind} names no block", "name a text, or list conditions")
        return
    values = found.options
    if not values and place.otherwise is None:
        message = f"what {place.by} can be is not known: for some customer there may be no block"
        yield content.fault((*path, "by"), message, "add `otherwise: <block>`, or make it a choice in schema.yaml")
    for value in sorted(values - set(place.of)) if place.otherwise is None else ():
        fix = f"write {content.folder}/{BLOCKS}/{value}.… and add it to `of`, or add `otherwise: <block>`"
        yield content.fault((*path, "of"), f"{place.by} can be {value!r}, and no block is for that", fix)
    for index, name in enumerate(place.of):
        if values and name not in values:
            fix = did_you_mean(name, values, "remove it, or set that value in a journey")
            message = f"{place.by} is never {name!r}"
            yield content.fault((*path, "of", index), message, fix, "warning")
