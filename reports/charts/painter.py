"""The child process of `static`: reads a specification per line, writes an SVG (or what is wrong with it) per line.

Run as a script with the folder of fonts as its argument. It imports nothing of this package, so that it starts fast.
"""

from __future__ import annotations

import json
import sys
from typing import TextIO


def serve(fonts: str, source: TextIO, sink: TextIO) -> None:
    """Answer until the source ends. The engine is started before the first question."""
    import vl_convert

    vl_convert.register_font_directory(fonts)
    vl_convert.vegalite_to_svg(
        {"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {"x": {"field": "a"}}}
    )
    for line in source:
        try:
            answer = vl_convert.vegalite_to_svg(line)
        except ValueError as error:
            answer = str(error)
        sink.write(json.dumps(answer) + "\n")
        sink.flush()


if __name__ == "__main__":
    for stream in (sys.stdin, sys.stdout):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    serve(sys.argv[1], sys.stdin, sys.stdout)
