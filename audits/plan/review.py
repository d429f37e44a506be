"""Which people must sign an audit off before it counts as reviewed."""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

from pydantic import BeforeValidator, field_validator

from fairwitness.audits.plan.part import Part
from fairwitness.audits.plan.spelling import as_tuple

Role = Literal["data_science", "legal", "ethics", "domain", "affected_group"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
ROLE_TITLES: Final[dict[Role, str]] = {
    "data_science": "Data science",
    "legal": "Legal",
    "ethics": "Ethics",
    "domain": "Domain",
    "affected_group": "Affected-group representative",
}


def as_role(value: object) -> object:
    """A role as people write it: Data science, data-science and data_science are the same."""
    return "_".join(value.casefold().replace("-", " ").split()) if isinstance(value, str) else value


def _as_roles(value: object) -> object:
    listed = as_tuple(value)
    return tuple(map(as_role, listed)) if isinstance(listed, list | tuple) else listed


class Review(Part):
    """Which sign-offs the plan asks for, and whether somebody must look who has no part in the audit."""

    sign_off: Annotated[
        tuple[Role, ...], BeforeValidator(_as_roles, json_schema_input_type=Role | tuple[Role, ...])
    ] = ()
    """The roles that must sign: `data_science`, `legal`, `ethics`, `domain`, `affected_group`."""
    second_pair_of_eyes: bool = False
    """True: somebody must sign who neither ran the audit nor decided on a finding."""

    @field_validator("sign_off")
    @classmethod
    def _each_once(cls, roles: tuple[Role, ...]) -> tuple[Role, ...]:
        return tuple(dict.fromkeys(roles))

    @property
    def asked(self) -> bool:
        """Whether anybody must sign."""
        return bool(self.sign_off) or self.second_pair_of_eyes
