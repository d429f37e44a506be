import io
import json

from fairwitness.reports.charts import painter, static

SPEC = {"data": {"values": [{"a": 1}]}, "mark": "point"}


def test_answers_line_by_line_and_says_what_is_wrong():
    sink = io.StringIO()
    source = io.StringIO(json.dumps(SPEC) + "\n" + json.dumps({"mark": "nonsense"}) + "\n")
    painter.serve(str(static.font_folder()), source, sink)
    good, bad = (json.loads(line) for line in sink.getvalue().splitlines())
    assert good.startswith("<svg")
    assert "failed" in bad
