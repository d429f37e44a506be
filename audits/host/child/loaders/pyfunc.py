"""MLflow folders of any flavour, through MLflow's own `pyfunc`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..outputs import Outputs


def load(files: Sequence[str], arguments: Mapping[str, object]) -> object:
    """The model in the folder."""
    import mlflow.pyfunc

    model = mlflow.pyfunc.load_model(files[0])
    loader = str(getattr(model.loader_module, "__name__", model.loader_module) or "")
    return Outputs(model.predict, arguments, f"MLflow pyfunc ({loader.rpartition('.')[2] or 'python'})")
