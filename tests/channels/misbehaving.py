"""What a provider may do wrong in the suite of all channels, and what orders it of a stand-in."""

from typing import Literal

from standins.faults import Fault

Misbehaviour = Literal["busy", "unavailable", "blocked", "forbidden", "broken", "cut", "lost_answer", "names_all"]


def fault_of(how: Misbehaviour, named: str) -> Fault:
    """What a stand-in is ordered to do; `named` is all of the address and the secret that a refusal repeats."""
    faults: dict[Misbehaviour, Fault] = {
        "busy": Fault("rate_limited", seconds=20),
        "unavailable": Fault("status", status=503, message="service unavailable"),
        "blocked": Fault("credits"),
        "forbidden": Fault("status", status=403, message="access forbidden"),
        "broken": Fault("status", status=500),
        "cut": Fault("cut"),
        "lost_answer": Fault("lost_answer"),
        "names_all": Fault("status", status=400, message=named),
    }
    return faults[how]
