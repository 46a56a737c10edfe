"""A namespace that is not there stops the start with what to look at, and other faults stay as they are."""

import pytest

from runtime.temporal import TemporalUnreachable
from worker import _let_in


def test_a_namespace_that_is_not_there_is_told_without_the_transports_words() -> None:
    said = 'Worker validation failed: Namespace nope was not found: Status { code: NotFound, details: b"x" }'
    with pytest.raises(TemporalUnreachable) as told, _let_in():
        raise RuntimeError(said)
    first, fix = str(told.value).splitlines()
    assert first == "Worker validation failed: Namespace nope was not found"
    assert "TEMPORAL_NAMESPACE" in fix


def test_any_other_fault_is_ours() -> None:
    with pytest.raises(RuntimeError, match="broken"), _let_in():
        raise RuntimeError("broken")
