"""Explained texts and pictures as people read them: a drawing, words and a table, on a page and on paper."""

from __future__ import annotations

from fairwitness.reports.media.figure import MediaFigure, image_figure, text_figure

__all__ = ["MediaFigure", "image_figure", "text_figure"]
