"""The demo: a model trained on mortgage decisions, and its audit."""

from fairwitness.app.demo.mortgage import ensure_demo, make_demo, plan_text, train

__all__ = ["ensure_demo", "make_demo", "plan_text", "train"]
