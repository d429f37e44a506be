from __future__ import annotations

import pytest

from fairwitness.app.upload_limit import MOST_VARIABLE, most_megabytes
from fairwitness.app.web.listening import Listening
from fairwitness.errors import FairwitnessError


@pytest.mark.parametrize(("stated", "most"), [("", 1000), (" 20 ", 20), ("200000", 200_000)])
def test_the_operators_word_is_the_servers(stated: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MOST_VARIABLE, stated)
    assert most_megabytes() == most
    assert Listening().options(8501)["server.maxUploadSize"] == most


@pytest.mark.parametrize("stated", ["0", "-1", "1e3", "much", "9" * 5000, "²"])
def test_what_is_no_size_is_a_sentence(stated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MOST_VARIABLE, stated)
    with pytest.raises(FairwitnessError, match="whole number of megabytes above 0"):
        most_megabytes()
