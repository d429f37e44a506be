"""Rows that are no upload: a file in a folder of the server, a query, a public data set; and any of them once more."""

from __future__ import annotations

from pathlib import Path

from fairwitness.app import data_folders, databases, uploads
from fairwitness.app.uploads import Draft
from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import Dataset, read_dataset
from fairwitness.errors import DataError


def draft_in_folder(folder: str, path: str) -> Draft:
    """The rows of a file in one of the folders that the operator allows, with guessed roles.

    Raises
    ------
    DataError
        It is none of that folder, or cannot be read.
    """
    return uploads.draft_of(data_folders.file_in(folder, path))


def draft_of_query(name: str, query: str) -> Draft:
    """The rows of one SELECT to a database that the operator has named, with guessed roles.

    Raises
    ------
    DataError
        There is no such database, it does not answer, the result has no rows, or the query would do something else
        than read.
    """
    data = databases.data_of(name, query)
    return uploads.guessed(read_dataset(data, Path()), data, f"Audit of {name}")


def read_again(data: Data, file: Path | None) -> Dataset:
    """The rows of a form that was kept, from where they came.

    Raises
    ------
    DataError
        The file is no longer there or no longer allowed, or the source does not answer.
    """
    databases.check(data)
    if file is None:
        if data.path is not None:
            raise DataError("The file of this form was never given; choose it.")
        return read_dataset(data, Path())
    if not (uploads.is_ours(file) or data_folders.is_allowed(file)):
        raise DataError(
            f"'{file.name}' is in a folder that is no longer allowed here; choose the file again."
        )
    if not file.is_file():
        raise DataError(f"'{file.name}' is no longer there; choose the file again.")
    return read_dataset(data.model_copy(update={"path": file.name}), file.parent)
