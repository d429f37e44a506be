"""Models that answer over HTTP, on the hosts that the operator allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fairwitness.audits.plan.source import ModelSource, Output
from fairwitness.audits.subject.labels import label_text
from fairwitness.audits.subject.models.base import Estimator, LoadedModel
from fairwitness.audits.subject.models.http.address import Address, parse_address
from fairwitness.audits.subject.models.http.client import Client
from fairwitness.audits.subject.models.http.guard import is_local, pinned
from fairwitness.audits.subject.models.http.headers import headers_of
from fairwitness.audits.subject.models.http.invocations import Invocations
from fairwitness.audits.subject.models.http.protocol import Spoken
from fairwitness.audits.subject.models.http.v2 import connect, is_v2
from fairwitness.audits.subject.models.http.values import Answers, Batch
from fairwitness.audits.subject.models.outputs import estimator_of
from fairwitness.audits.subject.models.signature import signature_of
from fairwitness.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd


class Http:
    """A model behind a URL."""

    name = "http"
    title = "model behind a URL: MLflow's /invocations, or the Open Inference Protocol v2"
    suffixes: tuple[str, ...] = ()
    executes = False

    def recognises(self, path: Path) -> bool:
        """No file is one."""
        return False

    def load(self, source: ModelSource, folder: Path) -> LoadedModel:
        """Check where the URL leads, and learn of the model what its server tells; see `ModelFormat.load`."""
        if source.url is None:
            raise ModelError("A model of the format 'http' must have its URL under `model.url`. Got none.")
        client = client_of(source)
        speaks = _spoken(client, source)
        told = speaks.served
        meaning = source.output or told.output
        estimator = _estimator(speaks, source, meaning, told.classes)
        known = signature_of(estimator)
        named = (
            None if meaning != "label" or source.classes is None else tuple(map(label_text, source.classes))
        )
        classes = known.classes or named
        stated = replace(
            known, classes=classes, type=told.type, inputs=told.inputs, width=told.width, shape=told.shape
        )
        return LoadedModel(estimator, self.name, stated=stated)


def client_of(source: ModelSource) -> Client:
    """The client for the URL of a plan.

    Raises
    ------
    ModelError
        The URL is refused, the operator does not allow its host, or a secret would travel in the open.
    """
    address = parse_address(str(source.url))
    ips = pinned(address)
    headers = headers_of(source.http.headers)
    if headers.values and not address.secure and not all(is_local(ip_address(ip)) for ip in ips):
        raise ModelError(
            "A URL must begin with https:// where `model.http.headers` holds secrets: over http:// anybody on the way "
            "could read them."
        )
    return Client(address, ips, headers, source.timeout, source.http.retries)


def _spoken(client: Client, source: ModelSource) -> Spoken:
    path = client.address.path
    protocol = source.http.protocol or _protocol_of(client.address)
    if protocol is None:
        raise ModelError(
            "The URL of a model must end in /invocations or /v2/models/NAME, or its protocol must stand under "
            f"`model.http.protocol`. Got the path '{path}'."
        )
    if protocol == "invocations":
        return Invocations(client, source.shape)
    return connect(client, source.output, source.shape)


def _protocol_of(address: Address) -> str | None:
    if is_v2(address.path):
        return "v2"
    return "invocations" if address.path.rstrip("/").endswith("/invocations") else None


def _estimator(speaks: Spoken, source: ModelSource, meaning: Output, classes: int) -> Estimator:
    named = tuple(label_text(label) for label in source.classes or ())
    asked = Batched(speaks, Batch(0, labels=meaning == "label", classes=named), source.http.batch)
    if meaning == "label" and source.classes is None:
        return AsSent(asked)
    return estimator_of(asked, source, classes=classes, output=meaning)


@dataclass(frozen=True)
class Batched:
    """A question about many rows, as several about fewer."""

    speaks: Spoken
    batch: Batch
    size: int

    def __call__(self, X: pd.DataFrame) -> Answers:
        """The answers of all batches, one after the other."""
        starts = range(0, max(1, len(X)), self.size)
        parts = [self._part(X.iloc[start : start + self.size], start) for start in starts]
        if len({part.shape[1:] for part in parts}) > 1:
            raise ModelError(
                "The server of the model must send as many answers for each row in every batch. It sent fewer in some."
            )
        return np.concatenate(parts)

    def _part(self, X: pd.DataFrame, start: int) -> Answers:
        return self.speaks.ask(X, replace(self.batch, rows=len(X), first=start))


@dataclass(frozen=True)
class AsSent:
    """A model whose labels are taken as they come."""

    ask: Callable[[pd.DataFrame], Answers]

    def predict(self, X: pd.DataFrame) -> Answers:
        """A label for every row, shape (rows,)."""
        return self.ask(X)
