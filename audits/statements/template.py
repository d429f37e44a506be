"""A ``statements.yaml`` for people to fill in: each field with what to write."""

from __future__ import annotations

import textwrap
from collections.abc import Container

from fairwitness.audits.statements.document import SCHEMA
from fairwitness.audits.statements.forms import Form, feeding, fields, forms

_HEAD = """\
# Statements: what named people say about the system, because no software can know it.
# Fill in `by`, `date` (such as 2026-11-27) and `text`; a field that is left blank is not stated. `role` is optional, as
# is `record`: the hash of the record that the statement speaks of. Reports show each as stated, never as measured.
# Keep this file beside the plan, and name it there:  statements: statements.yaml
"""


def template(evidence: Container[str] | None = None) -> str:
    """The text of a file with every field open.

    Parameters
    ----------
    evidence
        Kinds of evidence that are asked for; only the fields that feed one of them are written. All if left out.
    """
    wanted = tuple(fields()) if evidence is None else fields_for(evidence)
    parts = [_HEAD, f"schema: {SCHEMA}", "statements:" if wanted else "statements: {}"]
    return "\n".join([*parts, *(_form(form, wanted) for form in forms())]).rstrip() + "\n"


def _form(form: Form, wanted: tuple[str, ...]) -> str:
    lines = [f"  # --- {form.title}"]
    for field in form.fields:
        if field.key in wanted:
            lines += textwrap.wrap(field.asks, 100, initial_indent="  # ", subsequent_indent="  # ")
            lines += [f"  {field.key}:", '    by: ""', '    role: ""', '    date: ""', '    text: ""']
    return "\n".join(lines) if len(lines) > 1 else ""


def fields_for(evidence: Container[str]) -> tuple[str, ...]:
    """Keys of the fields that feed one of these kinds of evidence, in the order of the forms."""
    found = {field.key for kind, feeders in feeding().items() if kind in evidence for field in feeders}
    return tuple(key for key in fields() if key in found)
