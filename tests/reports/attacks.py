"""Texts that act where they are not shown as text, and records that hold them wherever a record holds text."""

from __future__ import annotations

from typing import get_args
from zlib import crc32

from pydantic import BaseModel

from fairwitness.audits.plan.model import INTERSECTION
from fairwitness.audits.record import Record, RecordContent

EVIL = "evil.example"
LONG = "z" * 10_000
TEXTS = (
    "<script>window.pwned=1</script>",
    f'"><img src=https://{EVIL}/i.png onerror="window.pwned=1">',
    "</style></title></textarea><svg onload=window.pwned=1>",
    "' autofocus onfocus=window.pwned=1 x='",
    "javascript:window.pwned=1//",
    "&lt;script&gt;window.pwned=1&#x3c;/script&#62; &amp;",
    f"<a href='javascript:window.pwned=1'>x</a><iframe src=//{EVIL}></iframe>",
    "{{ 7*7 }}{% raw %}${7*7}#{7*7}",
    '#read("/etc/passwd")',
    '] #import "@preview/cetz:0.3.4" #eval("1") $x^2$ @cite `#sys` [',
    f'#link("https://{EVIL}")[x] https://{EVIL}/typst',
    f"[x](https://{EVIL}/md) ![x](https://{EVIL}/i.png) <https://{EVIL}>",
    "a | b || c |---|",
    "@octocat fixes #1 and octocat/repo#2",
    "```sh\nrm -rf /\n```",
    "# heading\n\n- item\n> quote\n---\n<!-- hidden",
    '=cmd|"/C calc"!A0',
    "+1+1 cmd",
    "-2+3 cmd",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "]]>&evil;<!DOCTYPE x [<!ENTITY evil SYSTEM 'file:///etc/passwd'>]>",
    "nul \x00 bell \x07 escape \x1b[2J\x1b]0;owned\x07 \x9b31m \x7f",
    "user\u202egnp.exe \u2066hid\u2069den \u200f\u200b\ufeff\u2060\U000e0041end",
    "datum.x + signal('y') %{x}",
    "no character \ufffe\uffff",
    f"line\nbreak\r\nagain\u2028and\u2029more\x85end {EVIL}",
)
HARMLESS = "harmless"


def forged(record: Record, *, turn: int = 0, texts: tuple[str, ...] = TEXTS) -> Record:
    """The record with an attack before every text that it holds freely; equal texts stay equal, and it is sealed anew.

    ``turn`` says which attack goes where: over all turns every text is attacked in every way. The names of attributes
    stay where a format needs them as they are, for its publication.
    """
    kept = {one.name for one in record.subject.attributes} if record.impact else set()
    texts = texts[turn % len(texts) :] + texts[: turn % len(texts)]
    return Record.of(_forged(record, RecordContent, texts, kept))


def _forged(part, kind, texts, kept):
    values = {}
    for name, field in kind.model_fields.items():
        value = getattr(part, name)
        free = not isinstance(value, str) or str in (field.annotation, *get_args(field.annotation))
        sealed = name in ("hash", "plan", "plan_sha256")
        values[name] = _value(value, texts, kept) if free and not sealed else value
    return kind.model_construct(**values)


def _value(value, texts, kept):
    if isinstance(value, BaseModel):
        return _forged(value, type(value), texts, kept)
    if isinstance(value, str) and value not in kept:
        parts = value.split(
            INTERSECTION
        )  # of a crossing each name, so that it stays the crossing of these names
        return INTERSECTION.join(f"{texts[crc32(part.encode()) % len(texts)]} {part}" for part in parts)
    if isinstance(value, tuple):
        return tuple(_value(item, texts, kept) for item in value)
    if isinstance(value, dict):
        return {
            key: _value(item, texts, kept)
            for key, item in value.items()
            if isinstance(item, str | tuple | int)
        }
    return value
