"""A data set of huggingface.co by its name: the Parquet files that the hub makes of every data set."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset
from fairwitness.audits.subject.datasets.parquet import read_table
from fairwitness.audits.subject.datasets.remote import StatusError, fetch_file, fetch_json, not_reached
from fairwitness.audits.subject.datasets.tables import frame_of
from fairwitness.errors import DataError, nearest

if TYPE_CHECKING:
    import pandas as pd

HUB = "https://huggingface.co"
_NAME = re.compile(r"(?P<name>[\w.-]+(?:/[\w.-]+)?)(?::(?P<config>[\w.+-]+))?(?:@(?P<split>[\w.\[\]-]+))?")
_NONE = (401, 403, 404)


class HuggingFace:
    """Rows of huggingface.co; ``HF_ENDPOINT`` and ``HF_TOKEN`` are those of its own tools."""

    name = "huggingface"
    suffixes: tuple[str, ...] = ()

    def read(self, path: Path, data: Data) -> Dataset:
        """Fetch a data set; see `DatasetReader.read`."""
        wanted = str(data.huggingface)
        match = _NAME.fullmatch(wanted)
        if match is None or ".." in wanted:
            raise DataError(
                f"The `data.huggingface` must read like 'owner/name', 'owner/name@test' or 'owner/name:config@test'. "
                f"Got '{wanted}' instead."
            )
        hub = os.environ.get("HF_ENDPOINT", HUB).rstrip("/")
        host, what = urlsplit(hub).hostname or hub, f"'{wanted}'"
        try:
            listed = fetch_json(f"{hub}/api/datasets/{quote(match['name'])}/parquet", what, host, _token())
            config = _choose(_mapping(listed), match["config"], "configuration", wanted, "owner/name:{}")
            split = _choose(
                _mapping(_mapping(listed)[config]), match["split"], "split", wanted, "owner/name@{}"
            )
            frame, conflicting, notes = _table(_mapping(_mapping(listed)[config])[split], what, hub)
        except StatusError as error:
            if error.status in _NONE:
                raise DataError(
                    f"The `data.huggingface` must be a data set of {host} that may be read. There is no "
                    f"'{match['name']}' that is open, or that HF_TOKEN may read; look up its name there."
                ) from error
            raise not_reached(what, host, f"it answers with status {error.status}") from error
        source = f"{match['name']} {config} {split} (Hugging Face)"
        return Dataset(frame, source, self.name, notes=tuple(notes), conflicting=conflicting, first_line=1)


def _token() -> str | None:
    return os.environ.get("HF_TOKEN")


def _mapping(found: object) -> Mapping[str, object]:
    if not isinstance(found, dict) or not found:
        raise DataError(
            "The hub must list the Parquet files of a data set. It lists none; download it instead."
        )
    return found


def _choose(found: Mapping[str, object], wanted: str | None, what: str, name: str, how: str) -> str:
    """The part that is asked for, or the only one; which one is audited is never chosen for a person."""
    if wanted is None and len(found) == 1:
        return next(iter(found))
    if wanted is None:
        example = how.format(next(iter(found))).replace("owner/name", name.partition("@")[0])
        raise DataError(
            f"The `data.huggingface` must name a {what} of '{name}', which has several. "
            f"There are {', '.join(map(repr, list(found)[:12]))}; write '{example}'."
        )
    if wanted not in found:
        raise DataError(
            f"The {what} must be one of '{name}'. Got '{wanted}' instead. {nearest(wanted, found)}"
        )
    return wanted


def _table(urls: object, what: str, hub: str) -> tuple[pd.DataFrame, frozenset[str], list[str]]:
    import pyarrow as pa

    if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
        raise DataError(f"The hub must list the Parquet files of {what}. It lists none; download it instead.")
    tables = []
    with tempfile.TemporaryDirectory(prefix="fairwitness-") as folder:
        for number, url in enumerate(urls):
            if urlsplit(url).netloc != urlsplit(hub).netloc:
                raise DataError(
                    f"The files of {what} must be on the hub. One is elsewhere; download it instead."
                )
            target = Path(folder) / f"part-{number}.parquet"
            fetch_file(url, target, what, urlsplit(hub).hostname or hub, _token())
            tables.append(read_table(target))
    return frame_of(pa.concat_tables(tables, promote_options="default"), what.strip("'"))
