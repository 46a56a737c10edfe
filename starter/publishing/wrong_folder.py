"""Tells that a publication would put another project over the one in force: hardly anybody means that."""

from catalogue.differences.catalogues import Difference


def wrong_folder(difference: Difference) -> str | None:
    """In one line, when the policy has another name or half of the journeys or more would be withdrawn."""
    before, after = difference.before, difference.after
    if before.policy is None or after.policy is None:
        return None
    gone = len(before.journeys.keys() - after.journeys.keys())
    withdrawn = f"{gone} of {len(before.journeys)} journeys are withdrawn"
    if before.policy.policy != after.policy.policy:
        said = withdrawn if gone else "another project"
        return f"{said}: the policy is {after.policy.policy!r}, in force is {before.policy.policy!r}"
    return withdrawn if gone and 2 * gone >= len(before.journeys) else None
