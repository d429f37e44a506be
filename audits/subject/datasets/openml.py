"""A data set of openml.org by its name or number, fetched by scikit-learn and kept in this product's folder."""

from __future__ import annotations

import http.client
import os
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset
from fairwitness.audits.subject.datasets.header import merge_duplicates
from fairwitness.audits.subject.datasets.remote import not_reached
from fairwitness.errors import DataError

if TYPE_CHECKING:
    from sklearn.utils import Bunch

_NAME = re.compile(r"(?P<name>[^@]+?)(?:@(?P<version>\d+))?")


class OpenMl:
    """Rows of openml.org."""

    name = "openml"
    suffixes: tuple[str, ...] = ()

    def read(self, path: Path, data: Data) -> Dataset:
        """Fetch a data set; see `DatasetReader.read`."""
        wanted = str(data.openml)
        match = _NAME.fullmatch(wanted.strip())
        if match is None:
            raise DataError(
                f"The `data.openml` must be a name, NAME@VERSION or a number. Got '{wanted}' instead."
            )
        asked: dict[str, object] = {"name": match["name"], "version": int(match["version"] or 0) or "active"}
        if match["name"].isdigit():
            asked = {"data_id": int(match["name"])}
        found, notes = _fetch(asked, wanted)
        frame = found.frame
        header = [str(name).strip() for name in frame.columns]
        frame, conflicting, merged = merge_duplicates(frame.reset_index(drop=True), header)
        details = found.details
        source = f"{details.get('name', wanted)} version {details.get('version', '?')} (OpenML)"
        return Dataset(
            frame, source, self.name, notes=(*notes, *merged), conflicting=conflicting, first_line=1
        )


def _fetch(asked: dict[str, object], wanted: str) -> tuple[Bunch, list[str]]:
    from sklearn.datasets import fetch_openml

    from fairwitness.audits.keys import home

    # The parser by pandas, which is the usual one, fails on labels that are numbers: TypeError with pandas 3.
    options: dict[str, Any] = {
        "as_frame": True,
        "parser": "liac-arff",
        "data_home": os.fspath(home() / "openml"),
    }
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            found = fetch_openml(**asked, **options, n_retries=1, delay=0.5)
        except HTTPError as error:
            if error.code in (404, 412):
                raise _unknown(wanted) from error
            raise not_reached(f"'{wanted}'", "openml.org", f"it answers with status {error.code}") from error
        except (URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
            raise not_reached(f"'{wanted}'", "openml.org", str(getattr(error, "reason", error))) from error
        except ValueError as error:
            if "not found" in str(error) or "No known dataset" in str(error) or "No active" in str(error):
                raise _unknown(wanted) from error
            detail = " ".join(str(error).split()).partition(". ")[0].rstrip(".")
            raise DataError(
                f"The data set '{wanted}' of openml.org must be a table. It cannot be read: {detail}; download it and "
                "name the file under `data.path`."
            ) from error
    said = [
        " ".join(str(warning.message).split())
        for warning in caught
        if "version" in str(warning.message).lower()
    ]
    if not any("Multiple active versions" in text for text in said):
        return found, []
    return found, [
        f"There are several versions of '{wanted}' on openml.org, which may differ; say '{wanted}@VERSION' for another."
    ]


def _unknown(wanted: str) -> DataError:
    return DataError(
        f"The `data.openml` must be a data set of openml.org. There is none called '{wanted}'; look up its name or "
        "number there."
    )
