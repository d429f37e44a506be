"""A page in parts: the one that is asked for is drawn, the others keep their headings and the way to them."""

from __future__ import annotations

from typing import Final

from streamlit.testing.v1 import AppTest

NAMES: Final = ("first", "second", "third")


def page() -> None:
    from functools import partial

    import streamlit as st

    from fairwitness.app.views import portion
    from fairwitness.app.views.portion import Portion

    names = st.session_state.get("names", ("first", "second", "third"))
    portions = {
        name: Portion(f"The {name}", name, f"What {name} holds.", partial(st.markdown, f"{name} is drawn"))
        for name in names
    }
    portion.draw("page", portions, "second" if "row" in st.query_params else None)


def shown(**query: str) -> AppTest:
    found = AppTest.from_function(page)
    for name, value in query.items():
        found.query_params[name] = value
    return found.run()


def drawn(found: AppTest) -> list[str]:
    assert not found.exception
    return [one.value.removesuffix(" is drawn") for one in found.markdown if one.value.endswith("is drawn")]


def said(found: AppTest) -> str:
    return " ".join(one.proto.body for one in found.get("html"))


def test_the_first_part_is_drawn_and_every_heading_is_there() -> None:
    found = shown()
    assert drawn(found) == ["first"]
    assert [one.proto.anchor for one in found.header] == list(NAMES)
    assert "first" in found.query_params["part"]
    assert "What second holds." in said(found)
    assert "What first holds." not in said(found)


def test_the_address_says_which_part() -> None:
    found = shown(part="third")
    assert drawn(found) == ["third"]
    assert found.header[0].proto.anchor == "third", "what was asked for stands first"


def test_another_word_of_the_address_asks_for_a_part_unless_one_is_named() -> None:
    assert drawn(shown(row="7")) == ["second"]
    assert drawn(shown(row="7", part="third")) == ["third"]


def test_a_part_that_there_is_not_is_said() -> None:
    found = shown(part="secnd")
    assert drawn(found) == ["first"]
    assert "There is no part named &#x27;secnd&#x27;" in said(found)
    found.get("button_group")[0].set_value("third").run()
    assert "There is no part" not in said(found)


def test_a_part_that_is_opened_is_drawn_where_it_stands() -> None:
    found = shown()
    found.button(key="page-part-third").click().run()
    assert drawn(found) == ["first", "third"]
    assert "What second holds." in said(found)
    assert found.query_params["part"] == shown().query_params["part"], (
        "a link sent now shows what stands first"
    )


def test_a_part_is_chosen_in_the_contents() -> None:
    found = shown()
    found.button(key="page-part-second").click().run()
    found.get("button_group")[0].set_value("third").run()
    assert drawn(found) == ["third"]
    assert "third" in found.query_params["part"]
    found.get("button_group")[0].set_value("second").run()
    assert drawn(found) == ["second"]


def test_of_one_part_there_are_no_contents() -> None:
    found = AppTest.from_function(page)
    found.session_state["names"] = ("second",)
    found.run()
    assert drawn(found) == ["second"]
    assert not found.get("button_group")
    assert "part" not in found.query_params


def test_a_part_that_this_page_has_no_longer_gives_way_to_the_first() -> None:
    found = shown(part="third")
    found.session_state["names"] = ("first", "second")
    found.run()
    assert drawn(found) == ["first"]
