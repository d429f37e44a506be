"""How an explanation was made, taken from the explanation itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from fairwitness.audits.facts import package_version
from fairwitness.audits.record.reasons import Certificate, Neighbourhood
from fairwitness.audits.settled import settled

if TYPE_CHECKING:
    from fairwitness.explainers.base import Explanation, Meta

Said: TypeAlias = str | int | float | bool | None

_VERSION = "_version"


def certificate_of(found: Explanation) -> Certificate:
    """The certificate of an explanation, from its meta."""
    said = found.meta
    versions = {
        key.removesuffix(_VERSION).replace("_", "-"): str(value)
        for key, value in said.items()
        if key.endswith(_VERSION)
    }
    return Certificate(
        engine=str(said["engine"]),
        reason=str(said.get("engine_reason") or ""),
        versions={"fairwitness": package_version(), **versions},
        scale=str(said["scale"]),
        positive=_text(said.get("positive")),
        background_rows=int(said.get("background_rows") or 0),
        background_hash=_text(said.get("background_hash")),
        base_value_definition=str(said["base_value_definition"]),
        additivity_residual=settled(found.additivity_residual),
        largest_standard_error=_number(said.get("largest_standard_error")),
        n_samples=None if said.get("n_samples") is None else int(said["n_samples"] or 0),
        tolerance=_number(said.get("tolerance")),
        rows_beyond_tolerance=int(said.get("rows_beyond_tolerance") or 0),
        seed=int(said["seed"] or 0),
        second_engine=_text(said.get("second_engine")),
        second_engine_rows=int(said.get("second_engine_rows") or 0),
        second_engine_difference=_number(said.get("second_engine_difference")),
        second_engine_standard_error=_number(said.get("second_engine_standard_error")),
        no_second_engine=_text(said.get("no_second_engine")),
        neighbourhood=_neighbourhood(said),
    )


def _neighbourhood(said: Meta) -> Neighbourhood | None:
    if "kernel_width_definition" not in said:
        return None
    width = said["kernel_width"]
    return Neighbourhood(
        perturbation=str(said["perturbation"]),
        local=bool(said["local"]),
        kernel_width=None if isinstance(width, str) else _number(width),
        kernel_width_definition=str(said["kernel_width_definition"]),
    )


def _text(value: Said) -> str | None:
    return None if value is None else str(value)


def _number(value: Said) -> float | None:
    return None if value is None else settled(float(value))
