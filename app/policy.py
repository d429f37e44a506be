"""What whoever runs the web app lets its users do with models."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models import format_of
from fairwitness.errors import ModelError

ALLOW_CODE: Final = "FAIRWITNESS_ALLOW_CODE"


def code_is_allowed() -> bool:
    """Whether models that bring code of their own may run here, shut in; off unless the operator says so."""
    return os.environ.get(ALLOW_CODE, "").strip() == "1"


def check_model(source: ModelSource, folder: Path) -> None:
    """Refuse what the web app does not load: functions by name, and code where the operator has not allowed it.

    Raises
    ------
    ModelError
        The model may not be loaded here.
    """
    if source.call is not None:
        raise ModelError(
            "The web app takes models as files or by URL. A Python function is audited by the command "
            "`fairwitness audit`."
        )
    found = format_of(source, folder)
    if (found.executes or source.run_code) and not code_is_allowed():
        raise ModelError(
            f"'{source.name}' ({found.title}) runs code of its own when it is loaded, and this server does not allow "
            f"that. Save the model as .skops or ONNX, or audit a column of its predictions; whoever runs the server "
            f"can allow it by setting {ALLOW_CODE}=1."
        )
