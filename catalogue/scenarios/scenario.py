"""A scenario file: given this, when that happens, then exactly this follows."""

from typing import Annotated

from pydantic import Field, StringConstraints

from catalogue.scenarios.expects import Then
from catalogue.scenarios.given import Given
from catalogue.scenarios.happens import When
from catalogue.scenarios.times import At
from engine.model import Written


class Scenario(Written):
    """`then` is everything that happens up to `until`, in order of time; within an instant as it is decided."""

    scenario: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    """what it shows, in a sentence"""
    given: Given
    when: tuple[When, ...] = Field(min_length=1)
    then: tuple[Then, ...]
    until: At
    """nothing else happens up to here"""
