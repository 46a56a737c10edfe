"""What a door answers when it cannot take something in: each with the place and the fix."""

from engine.errors import ToldError


class DoorError(ToldError):
    """The text is for whoever called: what is wrong, where, and what to do."""


class InputRefused(DoorError):
    """The input itself is wrong, or asks for something that is not published; nothing was changed."""


class NothingPublished(DoorError):
    """There is no catalogue yet, so there is nothing that could decide anything."""

    def __init__(self) -> None:
        super().__init__("nothing is published yet: run `twostep publish FOLDER` with your journeys folder first")


class UnknownCustomer(DoorError):
    """No workflow runs for this customer."""

    def __init__(self, customer_id: str) -> None:
        super().__init__(
            f"there is no customer {customer_id!r}: one begins with her first trigger or profile, "
            "for instance `twostep track`; is the id spelled right?"
        )


class NoAnswer(DoorError):
    """Temporal or the workers did not answer in time; an input that was sent may still arrive."""


class CustomerErased(InputRefused):
    """The customer was erased: an input is refused on record, and nothing else of it is kept."""

    def __init__(self, customer_id: str) -> None:
        super().__init__(f"customer {customer_id!r} was erased: nothing is taken in under this id any more")
