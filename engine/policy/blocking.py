"""Keeps when the condition of a block was true last, by an input or by the clock: it goes on blocking for a time."""

from datetime import datetime

from engine.customer.marks import BlockMark
from engine.expressions import parse
from engine.expressions.evaluate import Evaluation
from engine.identity import digest
from engine.journeys import facts
from engine.language.rules.conflicts import Block
from engine.moment import Moment


def meet_catalogue(moment: Moment) -> None:
    """See the blocks of a policy for the first time: what is not true then has not ended."""
    blocks = _lasting(moment)
    marks = moment.state.blocks
    moment.state.blocks = {block.name: marks[block.name] for block in blocks if _known(moment, block)}
    for block in blocks:
        if block.name not in moment.state.blocks:
            mark = BlockMark(block=_identity(block), true=False)
            moment.state.blocks[block.name] = mark
            _look(moment, block, mark)


def look_again(moment: Moment) -> None:
    """After an input."""
    for block in _lasting(moment):
        mark = moment.state.blocks.get(block.name)
        if mark is not None:
            _look(moment, block, mark)


def by_clock(moment: Moment) -> None:
    """At every instant announced before, up to this one: also where an input comes in late after it."""
    for block in _lasting(moment):
        mark = moment.state.blocks.get(block.name)
        while mark is not None and mark.until is not None and mark.until <= moment.at:
            _look(moment.shifted(mark.until), block, mark)


def remember(moment: Moment) -> None:
    """After a terminate or a reset nobody knows when a condition that is not true ended: it counts as ended now.

    Only for a customer who has lived before.
    """
    for block in _lasting(moment):
        mark = BlockMark(block=_identity(block), true=False, ended=moment.at)
        moment.state.blocks[block.name] = mark
        _look(moment, block, mark)


def looked_at(moment: Moment, block: Block) -> Evaluation:
    """The condition as it stands: of the customer alone, so that it is the same whatever is proposed."""
    return facts.look(parse.condition(block.condition), facts.scope(moment))


def ended(moment: Moment, block: Block) -> datetime | None:
    """When the condition was last seen to stop being true."""
    mark = moment.state.blocks.get(block.name)
    return mark.ended if mark is not None else None


def _lasting(moment: Moment) -> list[Block]:
    """Others ask for the condition as it stands only."""
    return [block for block in moment.policy.blocks if block.and_for]


def _known(moment: Moment, block: Block) -> bool:
    mark = moment.state.blocks.get(block.name)
    return mark is not None and mark.block == _identity(block)


def _look(moment: Moment, block: Block, mark: BlockMark) -> None:
    looked = looked_at(moment, block)
    was, mark.true = mark.true, looked.value is True
    mark.until = looked.until
    if was and not mark.true:
        mark.ended = moment.at


def _identity(block: Block) -> str:
    return digest("block", block.condition)[:16]
