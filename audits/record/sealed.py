"""Documents that are named by the hash of their content: read back, and refused where they were changed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from fairwitness.audits.record.base import Part
from fairwitness.audits.record.strict import read_json
from fairwitness.errors import ChangedRecordError, DataError, LaterSchemaError, RecordError

Document = TypeVar("Document", bound=Part)
Hashes = TypeVar("Hashes")
Sealed = TypeVar("Sealed", bound=BaseModel)


def read_document(path: str | os.PathLike[str], file: str, must: str, missing: str) -> tuple[object, str]:
    """The plain values of a document's file, or of the folder that holds it, and the file's name.

    Parameters
    ----------
    file
        What the file in a folder is called.
    must, missing
        What a document must be, and what to say where there is none; each begins a sentence or is one.

    Raises
    ------
    RecordError
        There is no such file, or it is no JSON.
    """
    found = Path(path)
    found = found / file if found.is_dir() else found
    try:
        return read_json(found), found.name
    except FileNotFoundError as error:
        raise RecordError(missing) from error
    except (OSError, ValueError) as error:
        raise RecordError(f"{must}. '{found.name}' cannot be read as such: {error}.") from error


def sealed(model: type[Sealed], content: Part, content_hash: str) -> Sealed:
    """The content of a document with its hash; nothing is checked again, since the content was."""
    values = {name: getattr(content, name) for name in model.model_fields if name != "hash"}
    return model.model_construct(**values, hash=content_hash)


def unsealed(
    model: type[Document], content: object, name: str, schema: str, hash_of: Callable[[Document], Hashes]
) -> tuple[Document, Hashes]:
    """A document from plain values, and the hash, or hashes, that its content has.

    Raises
    ------
    LaterSchemaError
        It follows a later version of the schema.
    RecordError
        It does not follow the schema.
    """
    says = content.get("schema") if isinstance(content, Mapping) else None
    if _later(says, schema):
        raise LaterSchemaError(
            f"{name} must have the schema '{schema}', the newest that this version of Fairwitness reads. Got {says!r} "
            "instead; a later version wrote it, and reads it."
        )
    if says != schema:
        raise RecordError(f"{name} must have the schema '{schema}'. Got {says!r} instead.")
    try:
        document = model.model_validate(content)
        return document, hash_of(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise RecordError(
            f"{name} must follow its schema, '{schema}'. It does not at `{place}`: {first['msg']}."
        ) from error
    except (ValueError, TypeError, RecursionError, DataError) as error:
        raise RecordError(f"{name} must hold plain, finite values. {error}") from error


def _later(says: object, schema: str) -> bool:
    """Whether a schema is the same one in a later version."""
    name, _, version = schema.rpartition("/")
    found, _, number = says.rpartition("/") if isinstance(says, str) else ("", "", "")
    return found == name and re.fullmatch("[0-9]{1,9}", number) is not None and int(number) > int(version)


def refuse_changed(name: str, says: str, has: str) -> None:
    """Refuse a document whose content has another hash than it says.

    Raises
    ------
    ChangedRecordError
        It was changed after it was sealed.
    """
    if says != has:
        raise ChangedRecordError(
            f"{name} was changed after it was sealed: it says hash {says[:12]}, and its content has {has[:12]}."
        )
