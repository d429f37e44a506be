"""Fairwitness audits a model the way a careful examiner would, and writes down what was seen and how surely.

    >>> import fairwitness
    >>> record = fairwitness.audit([1, 0, 1, 1], [1, 0, 0, 1], sensitive_features=["a", "a", "b", "b"])

One audit has three doors: `fairwitness` opens the web app, `fairwitness audit` is the command, and
`fairwitness.audit` the call. All three run the same plan and give the same record.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairwitness.audits.api import audit
    from fairwitness.audits.plan import Plan, load_plan
    from fairwitness.audits.record import Record, load_record
    from fairwitness.audits.sites.merge import merge
    from fairwitness.audits.versions.api import compare
    from fairwitness.audits.versions.document import VersionComparison
    from fairwitness.explainers import Explanation, explain, explain_images, explain_text

__all__ = [
    "Explanation",
    "Plan",
    "Record",
    "VersionComparison",
    "audit",
    "compare",
    "explain",
    "explain_images",
    "explain_text",
    "load_plan",
    "load_record",
    "merge",
]

# The four packages are folders at the top of the repository. Where a checkout has no symbolic links to them
# (some Windows set-ups), they are found there. Installed from a wheel, they are beside this file.
_HERE = Path(__file__).parent
if not (_HERE / "audits").is_dir():
    __path__.append(str(_HERE.parent.parent))

_HOMES = {
    "audit": "fairwitness.audits.api",
    "Plan": "fairwitness.audits.plan",
    "load_plan": "fairwitness.audits.plan",
    "Record": "fairwitness.audits.record",
    "load_record": "fairwitness.audits.record",
    "merge": "fairwitness.audits.sites.merge",
    "VersionComparison": "fairwitness.audits.versions.document",
    "compare": "fairwitness.audits.versions.api",
    "Explanation": "fairwitness.explainers",
    "explain": "fairwitness.explainers",
    "explain_images": "fairwitness.explainers",
    "explain_text": "fairwitness.explainers",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: `import fairwitness` alone loads nothing heavy."""
    if name not in _HOMES:
        raise AttributeError(f"module 'fairwitness' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
