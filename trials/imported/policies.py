"""Takes a policy, of a file, a journeys folder or a ledger, for a trial over what was sent: every rule enforced."""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy import Engine

from audit.publications import SqlPublications, SqlShelf
from catalogue.publish import LintFailed, prepare
from catalogue.shelf import MemoryShelf
from catalogue.wording import faults_of
from catalogue.yaml_file import YamlFaults, read_yaml
from engine.definitions import Definitions
from engine.identity import part_hash
from engine.language.canonical import canonical
from engine.language.catalogue import Catalogue
from engine.language.policy import Policy
from engine.language.rules.base import NamedRule
from engine.language.schema import Schema

R = TypeVar("R", bound=NamedRule)


def policy_of_file(path: Path) -> Policy:
    """Raises LintFailed, OSError."""
    try:
        source = read_yaml(path.read_text(encoding="utf-8"), str(path))
    except YamlFaults as error:
        raise LintFailed(path, list(error.faults)) from None
    try:
        return Policy.model_validate(source.data, by_alias=True, by_name=False)
    except ValidationError as error:
        raise LintFailed(path, list(faults_of(error, source, Policy))) from None


def policy_of_folder(folder: Path) -> Policy:
    """Raises LintFailed."""
    return prepare(folder).definitions.policy.model


def policy_in_force(database: Engine) -> Policy | None:
    """None where nothing is published."""
    number = SqlPublications(database).in_force()
    return Definitions(SqlShelf(database)).policy(number) if number else None


def enforced(policy: Policy) -> Policy:
    """Every rule stops what it means to stop, and nothing is proposed in the place of another message."""
    return policy.model_copy(
        update={
            "mode": "enforce",
            "holdout": _enforced(policy.holdout),
            "conflicts": _enforced(policy.conflicts),
            "blocks": _enforced(policy.blocks),
            "caps": _enforced(policy.caps),
            "mix": tuple(rule.model_copy(update={"instead": None}) for rule in _enforced(policy.mix)),
            "quiet_hours": _enforced(policy.quiet_hours),
        }
    )


def alone(policy: Policy) -> Definitions:
    """Definitions under number 1 that hold the policy and nothing else."""
    parts = {part_hash(text): text for text in (canonical(policy), canonical(Schema.model_validate({"triggers": {}})))}
    policy_hash, schema_hash = parts
    catalogue = Catalogue(
        journeys={},
        messages={},
        policy=policy_hash,
        schema=schema_hash,
        by_trigger={},
        by_condition=(),
        interest=(),
    )
    shelf = MemoryShelf()
    shelf.publish(canonical(catalogue), parts)
    return Definitions(shelf)


def _enforced(rules: tuple[R, ...]) -> tuple[R, ...]:
    return tuple(rule.model_copy(update={"mode": "enforce"}) for rule in rules)
