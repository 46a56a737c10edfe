"""Faults on demand: what the next requests meet instead of, or beside, the ordinary answer."""

from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal, get_args

FaultKind = Literal["rate_limited", "credits", "status", "cut", "lost_answer", "slow"]
KINDS: tuple[str, ...] = get_args(FaultKind)


@dataclass(frozen=True)
class Fault:
    """`count` requests meet it.

    `rate_limited`: 429, reset in `seconds`. `credits`: 401. `status`: `status` with `message` and
    `field`, and `Retry-After: seconds` where seconds are given. `cut`: the connection is cut, nothing is
    kept. `lost_answer`: kept, then the connection is cut. `slow`: kept, answered after `seconds`.
    """

    kind: FaultKind
    count: int = 1
    seconds: float = 0
    status: int = 500
    message: str = "internal server error"
    field: str | None = None


class Faults:
    """The faults to come, first ordered first met."""

    def __init__(self) -> None:
        self._coming: deque[Fault] = deque()

    def order(self, fault: Fault) -> None:
        self._coming.append(fault)

    def take(self) -> Fault | None:
        """What the present request meets."""
        if not self._coming:
            return None
        fault = self._coming.popleft()
        if fault.count > 1:
            self._coming.appendleft(replace(fault, count=fault.count - 1))
        return fault

    def clear(self) -> None:
        self._coming.clear()

    def coming(self) -> Sequence[dict[str, object]]:
        return [asdict(fault) for fault in self._coming]


def parse_fault(written: object) -> Fault:
    """Raises ValueError, saying what is wrong and what is possible."""
    if not isinstance(written, dict) or written.get("kind") not in KINDS:
        raise ValueError(f"write an object with a kind, one of {', '.join(KINDS)}")
    unknown = sorted(set(written) - set(Fault.__dataclass_fields__))
    if unknown:
        raise ValueError(f"unknown {', '.join(map(repr, unknown))}; known: {', '.join(Fault.__dataclass_fields__)}")
    fault = Fault(**written)
    if not _whole(fault.count) or fault.count < 1:
        raise ValueError(f"count {fault.count!r}: a whole number from 1 on")
    if not _whole(fault.status) or not 300 <= fault.status <= 599:
        raise ValueError(f"status {fault.status!r}: a number from 300 to 599")
    if not _real(fault.seconds) or fault.seconds < 0:
        raise ValueError(f"seconds {fault.seconds!r}: a number from 0 on")
    return fault


def _real(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
