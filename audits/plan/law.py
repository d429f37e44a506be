"""What an auditor decides where a law leaves it open."""

from __future__ import annotations

from pydantic import Field, field_validator

from fairwitness.audits.plan.part import Part


class Law(Part):
    """Decisions of the auditor on a law's own arithmetic."""

    left_out: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Groups under 2% that are left out of impact ratios, by attribute, each with the reason (6 RCNY 5-301(d))."""

    @field_validator("left_out")
    @classmethod
    def _reasons(cls, given: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        for attribute, groups in given.items():
            for group, reason in groups.items():
                if not reason.strip():
                    raise ValueError(
                        "A group that is left out must have a reason (6 RCNY 5-301(d)). "
                        f"Got none for '{group}' of '{attribute}'. Say why, or keep it in."
                    )
        return given
