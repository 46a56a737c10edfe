"""Why a workflow does not answer an ask: told to the client by the type of the error, and to people in words."""

from typing import Final, Literal

from temporalio.exceptions import ApplicationError

Refusal = Literal["erased", "unpublished", "forgotten", "visited", "busy"]

_WORDS: Final[dict[Refusal, str]] = {
    "erased": "the customer is erased",
    "unpublished": "nothing is published yet, so there is nothing that could decide",
    "forgotten": "it was answered before, and the answer is in the ledger by now",
    "visited": "it was answered before, longer ago than answers are kept: a visit of now has an id of its own",
    "busy": "the run comes to its end first: ask again in a moment, under the same id",
}


def refusal(why: Refusal) -> ApplicationError:
    """Fails the update, and neither the workflow nor its task."""
    return ApplicationError(_WORDS[why], type=why, non_retryable=True)
