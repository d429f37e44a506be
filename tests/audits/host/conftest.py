from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fairwitness.audits.host import HostedModel, HostOptions, start_host

Start = Callable[..., HostedModel]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Write a pickle, start a host on it, and end it after the test."""
    begun: list[HostedModel] = []

    def started(data: bytes, **options: object) -> HostedModel:
        path = tmp_path / "box" / "model.pkl"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        begun.append(start_host("pickled", [path], {}, HostOptions("model.pkl", **options)))  # type: ignore[arg-type]
        return begun[-1]

    yield started
    for model in begun:
        model.close()
