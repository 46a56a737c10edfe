"""Every rule, in its order: the reason of a decision is that of the first one that gives the strictest verdict."""

from typing import Final

from engine.policy.rules.best_of import BEST_OF
from engine.policy.rules.blocks import Blocks
from engine.policy.rules.capacity import Capacity
from engine.policy.rules.caps import Caps
from engine.policy.rules.channel import ChannelPause, ChannelRule
from engine.policy.rules.conflicts import Conflicts
from engine.policy.rules.consent import Consent
from engine.policy.rules.holdout import Holdout
from engine.policy.rules.look_ahead import LookAhead
from engine.policy.rules.mix import Mix
from engine.policy.rules.presence import Presence
from engine.policy.rules.quiet_hours import QuietHoursRule
from engine.policy.rules.ready import WayOut
from engine.policy.rules.rule import Rule
from engine.policy.rules.wanted import Wanted

WANTED: Final = Wanted()

HOLDOUT: Final = Holdout()
"""Of the message as such; what the others would have decided is on record all the same."""

REACH: Final[tuple[Rule, ...]] = (ChannelRule(), Consent(), ChannelPause())
"""Whether a channel can be used at all; the first that does not pass ends the look at the channel."""

PRESENCE: Final = Presence()
"""Of channels on which a message waits for her: until she comes, the house rules are not asked."""

QUIET: Final = QuietHoursRule()

BESIDE: Final[tuple[Rule, ...]] = (Conflicts(), Blocks())
"""What else there is for her, or is the matter with her."""

ARBITRATION: Final = LookAhead(before=(WANTED, HOLDOUT, *REACH, PRESENCE, *BESIDE))

HOUSE: Final[tuple[Rule, ...]] = (*BESIDE, Caps(), ARBITRATION, Mix(), QUIET, Capacity(), WayOut())
"""Whether the message may go out on the channel now; all of them are looked at."""

RULES: Final[dict[str, Rule]] = {rule.kind: rule for rule in (WANTED, BEST_OF, HOLDOUT, *REACH, PRESENCE, *HOUSE)}
