import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.plan import make_plan, parse_plan
from fairwitness.audits.plan.sql import masked, why_not_read_only
from fairwitness.audits.plan.template import dump_plan
from fairwitness.errors import PlanError

SECRET = "postgresql://reader:tulip@host/loans?sslpassword=rose"


def plan(url=SECRET, query="SELECT 1"):
    return make_plan({"data": {"sql": {"url": url, "query": query}}})


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "select a, replace(b, 'x', 'y') from t;",
        "  (SELECT 1) UNION (SELECT 2) ;  ",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "SELECT 'drop table', \"update\", `delete` FROM t -- insert",
        "/* update */ SELECT 1",
        "SELECT created, updated_at, offset_ FROM t WHERE x = 'it''s'",
    ],
)
def test_what_only_reads(query):
    assert why_not_read_only(query) is None
    assert plan(query=query).data.sql.query == query.strip().removesuffix(";").strip()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("DELETE FROM t", "begins with 'DELETE'"),
        ("EXPLAIN ANALYZE DELETE FROM t", "begins with 'EXPLAIN'"),
        ("'x'", "begins with ''"),
        ("SELECT 1; DROP TABLE t", "semicolon before its end"),
        ("SELECT ';'", "semicolon before its end"),
        ("SELECT 1;;", "semicolon before its end"),
        ("SELECT 1 DROP TABLE t", "the word DROP"),
        ("WITH x AS (DELETE FROM t RETURNING 1) SELECT * FROM x", "the word DELETE"),
        ("SELECT * INTO t2 FROM t", "the word INTO"),
        ("SELECT * FROM t FOR UPDATE", "the word UPDATE"),
        ("SELECT 'a\\' DROP TABLE t -- '", "databases read differently"),
        ("SELECT $$ ' $$ DROP TABLE t $$ ' $$", "databases read differently"),
        ("SELECT $a$ ' $a$", "databases read differently"),
        ("SELECT 1 /*! DROP TABLE t */", "databases read differently"),
        ("SELECT 'x", "is not closed"),
        ("SELECT 1 /* x", "is not closed"),
        ("", "at least 1 char"),
        ("   ", "at least 1 char"),
    ],
)
def test_what_may_change_something_is_refused_with_the_reason(query, says):
    with pytest.raises(PlanError, match=says):
        plan(query=query)


@given(st.text(alphabet="abu':@/#?&= ", max_size=20))
def test_no_query_is_ever_two(text):
    assert why_not_read_only(f"SELECT {text}; DROP TABLE t") is not None


def test_the_secrets_of_a_url_are_hidden():
    assert masked(SECRET) == "postgresql://reader:***@host/loans?sslpassword=***"
    assert masked("mysql://u:p@ss:w@h/x?charset=utf8") == "mysql://u:***@h/x?charset=utf8"
    assert masked("sqlite:///a.db") == "sqlite:///a.db"
    assert masked("env:URL") == "env:URL"


def test_a_plan_never_shows_them():
    made = plan()
    for shown in (repr(made), str(made), dump_plan(made), made.model_dump_json(), str(made.model_dump())):
        assert "tulip" not in shown
        assert "rose" not in shown
    assert made.data.sql.url.get_secret_value() == SECRET
    assert make_plan(made.model_dump(by_alias=True, exclude_unset=True)) == made
    assert "***" in dump_plan(made)
    assert parse_plan(dump_plan(plan("env:URL"))) == plan("env:URL")


@pytest.mark.parametrize(
    "content",
    [
        {"sql": SECRET},
        {"sql": {"url": "tulip", "query": "SELECT 1"}},
        {"sql": {"url": SECRET, "query": "DROP TABLE x"}},
        {"sql": {"url": SECRET}},
        {"sql": {"url": SECRET, "query": 5}},
        {"sql": {"url": SECRET, "query": "SELECT 1", "user": "x"}},
        {"sql": {"url": [SECRET], "query": "SELECT 1"}},
        {"sql": [SECRET]},
    ],
)
def test_no_message_repeats_them(content):
    with pytest.raises(PlanError) as caught:
        make_plan({"data": content})
    assert "tulip" not in str(caught.value)
