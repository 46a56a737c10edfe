"""Takes the rules out of a policy: what would go out if only consent, suppression, exits and expiry held."""

from dataclasses import replace

from catalogue.definitions import Definitions
from engine.language.policy import Policy
from engine.language.rules.channels import ChannelRules

RULES = ("holdout", "conflicts", "blocks", "caps", "mix", "quiet_hours", "guards")


def unruled(definitions: Definitions) -> Definitions:
    """The same folder without the rules of the policy and the control groups of journeys."""
    journeys = {
        name: replace(placed, model=placed.model.model_copy(update={"holdout": None}))
        for name, placed in definitions.journeys.items()
    }
    policy = replace(definitions.policy, model=_without_rules(definitions.policy.model))
    return replace(definitions, journeys=journeys, policy=policy)


def _without_rules(policy: Policy) -> Policy:
    channels = {
        channel: ChannelRules(kind=rules.kind, fallback=rules.fallback) for channel, rules in policy.channels.items()
    }
    return policy.model_copy(update={**dict.fromkeys(RULES, ()), "channels": channels})
