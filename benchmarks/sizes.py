"""How much is measured: all of it in under four minutes on two cores, or just enough to see that it runs."""

from engine.model import Frozen


class Sizes(Frozen):
    rounds: int
    """of everything that is measured in rounds, the kinds in turn"""
    crowd: int
    """customers asked at once"""
    samples: int
    """single messages"""
    wakes: int
    cached: int
    """customers whose memory is measured"""
    memory_rounds: int
    shop_customers: int
    messages: int
    """of the ledger, per round"""
    weeks: int
    """of the year that is replayed"""


WHOLE = Sizes(
    rounds=5, crowd=100, samples=100, wakes=40, cached=300, memory_rounds=2, shop_customers=300, messages=100, weeks=52
)
QUICK = Sizes(rounds=1, crowd=3, samples=3, wakes=2, cached=3, memory_rounds=1, shop_customers=5, messages=2, weeks=2)
