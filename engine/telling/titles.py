"""What journeys and messages are called: their titles, and their names as words where there is no title."""

from engine.customer.state import Enrolment, Proposal
from engine.definitions import Definitions
from engine.telling.phrases import plain


class Titles:
    """As one catalogue has them; 0: nothing is published."""

    def __init__(self, definitions: Definitions, catalogue: int) -> None:
        self._definitions = definitions
        self._catalogue = catalogue
        self._found = definitions.catalogue(catalogue) if catalogue else None

    def journey(self, name: str) -> str:
        version = self._found.journeys.get(name) if self._found else None
        return self.version(version) if version else plain(name)

    def version(self, version: str) -> str:
        """The title of this very version of a journey."""
        return self._definitions.program(version).journey.title

    def saying(self, trigger: str) -> str | None:
        """How the tracking plan says that a trigger reads."""
        return self._definitions.schema(self._catalogue).says.get(trigger) if self._catalogue else None

    def message(self, name: str) -> str:
        content = self._found.messages.get(name) if self._found else None
        return self._definitions.message(content).definition.title if content else plain(name)

    def of_enrolment(self, enrolment: Enrolment) -> str:
        return self.version(enrolment.version)

    def of_proposal(self, proposal: Proposal) -> str:
        if proposal.asked is not None:
            return plain(proposal.message)  # a department's own
        return self._definitions.message(proposal.content).definition.title
