"""Sessions without a browser, which the benchmark of the server times, speak to the app as a browser does."""

import asyncio

import pytest
from benchmarks import sessions
from tests.aside import aside

pytestmark = pytest.mark.browser


def test_a_session_goes_from_page_to_page_and_searches(server):
    walk = sessions.Walk("demo-mortgage", ("Fairness", "Energy"), ("mortgage",))
    found = aside(asyncio.run, sessions.visits(server, 2, walk))
    assert len(found) == 2 * 3
    assert all(0 < seconds < 60 for seconds in found)


def test_what_is_typed_is_searched_for(server):
    async def titles() -> tuple[str, str]:
        session = sessions.Session(server)
        await session.open("")
        before = session.text
        await session.type("Search", "nothing of that name", "")
        await session.close()
        return before, session.text

    before, after = aside(asyncio.run, titles())
    assert "loanapp" in before
    assert "loanapp" not in after
    assert "None of " in after
