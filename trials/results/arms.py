"""Which arms of splits an enrolment took, also where only its steps tell."""

from collections.abc import Iterator, Mapping
from functools import cache

from audit.queries.courses import Course
from catalogue.lint.walk import walk
from engine.definitions import Definitions
from engine.language.steps import Split


class Arms:
    """Of the enrolments of one journey."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._splits = cache(self._splits_of)

    def of(self, course: Course) -> Iterator[tuple[str, str]]:
        """Split and arm. An enrolment from before arms were kept took the arm that has a step it came to."""
        for split, arms in self._splits(course.version).items():
            kept = course.arms.get(split)
            found = kept or next((arm for arm, steps in arms.items() if steps & course.steps), None)
            if found is not None:
                yield split, found

    def reference(self, version: str, split: str) -> str | None:
        """The arm that is written first; None: this version has no such split."""
        return next(iter(self._splits(version).get(split, {})), None)

    def _splits_of(self, version: str) -> Mapping[str, Mapping[str, frozenset[str]]]:
        places = self._definitions.program(version).places
        return {
            name: {arm.name: frozenset(one.id for _, one in walk(arm.steps)) for arm in place.step.split.arms}
            for name, place in places.items()
            if isinstance(place.step, Split)
        }
