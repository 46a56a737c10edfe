"""How much is measured: all of it in about eight minutes on two cores, or just enough to see that it runs."""

from engine.model import Frozen


class Sizes(Frozen):
    rounds: int
    """of everything that is measured in rounds, the kinds in turn"""
    crowd: int
    """customers asked at once"""
    crowd_rounds: int
    """more of them than of others: a burst takes little more than a second, and one slow commit is a part of it"""
    samples: int
    """single messages"""
    wakes: int
    cached: int
    """customers whose memory is measured"""
    memory_rounds: int
    shop_customers: int
    messages: int
    """of the ledger, per round"""
    requests: int
    """to the doors, per round"""
    weeks: int
    """of the year that is replayed"""
    sends: int
    """emails handed to a provider, per round; the rounds are many and short"""
    send_rounds: int


WHOLE = Sizes(
    rounds=5,
    crowd=100,
    crowd_rounds=11,
    samples=100,
    wakes=40,
    cached=300,
    memory_rounds=2,
    shop_customers=300,
    messages=100,
    requests=1_000,
    weeks=52,
    sends=300,
    send_rounds=61,
)
QUICK = Sizes(
    rounds=1,
    crowd=3,
    crowd_rounds=1,
    samples=3,
    wakes=2,
    cached=3,
    memory_rounds=1,
    shop_customers=5,
    messages=2,
    requests=50,
    weeks=2,
    sends=64,
    send_rounds=1,
)
