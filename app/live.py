"""Single cases explained while somebody looks: the model and its data are kept ready for the audits in use.

Nothing of it enters a record.
"""

from __future__ import annotations

import gc
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Final

from fairwitness.app import opening, store
from fairwitness.app.shelf import Few, Shelf
from fairwitness.errors import FairwitnessError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairwitness.audits.case_search import Cases
    from fairwitness.audits.explanations.explain import Explained
    from fairwitness.audits.media.audited import MediaColumn
    from fairwitness.audits.media.explaining import MediaCase
    from fairwitness.audits.record.schema import CaseExplanation, ColumnEffect
    from fairwitness.audits.subject import Subject
    from fairwitness.audits.what_if import Editor, SingleChange, Value

MOST_MODELS: Final = 4
MOST_CASES: Final = 256
_CASES_BYTES: Final = 16 * 2**20
NO_ROWS: Final = "Single cases cannot be looked at: this audit's plan keeps no rows (`privacy.rows: false`)."
NO_LABEL: Final = (
    "Single cases cannot be explained: of several labels, the plan must state the one whose probability is explained "
    "as `favourable`."
)
_AFTER_SECONDS: Final = 2.5
_HEAVY: Final = (
    "pandas",
    "sklearn.ensemble",
    "fairwitness.audits.subject.models.skops_io",
    "fairwitness.audits.case_search",
    "fairwitness.audits.explanations.explain",
    "fairwitness.audits.what_if",
    "fairwitness.explainers.shap_values",
    "fairwitness.explainers.planner",
    "fairwitness.explainers.engines.permutations",
    "fairwitness.explainers.lime_tabular",
)


@dataclass
class Ready:
    """An audited model with its rows, ready to explain any of them."""

    subject: Subject
    explained: Explained
    cases: Cases
    """The rows, to be searched; each has a name of its own."""
    _found: Few[tuple[CaseExplanation, ...]] = field(default_factory=lambda: Few(MOST_CASES))
    _along: Few[ColumnEffect] = field(default_factory=lambda: Few(MOST_CASES))
    _items: Few[tuple[MediaCase, ...]] = field(default_factory=lambda: Few(MOST_CASES))
    _singles: Few[tuple[SingleChange, ...]] = field(default_factory=lambda: Few(MOST_CASES))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def case(self, name: str) -> tuple[CaseExplanation, ...]:
        """One row by SHAP and by LIME; `name` is its id or its number.

        Raises
        ------
        ExplanationError
            No row has that name.
        """
        from fairwitness.audits.explanations.explain import explain_case

        with self._lock:  # the explainers seed a generator that threads would share
            return self._found.get(name, lambda: explain_case(self.explained, self.cases.row(name), name))

    def columns(self) -> list[str]:
        """The columns along which the output can be followed."""
        from fairwitness.audits.explanations.effects import drawable

        return drawable(self.explained)

    def along(self, column: str) -> ColumnEffect:
        """How the output goes along a column, on average and for some single rows.

        Raises
        ------
        ExplanationError
            The model answers badly.
        """
        from fairwitness.audits.explanations.effects import along

        with self._lock:
            return self._along.get(column, lambda: along(self.explained, self.subject, column))

    @cached_property
    def editor(self) -> Editor:
        """The rows, to be asked about with other values; it keeps nothing."""
        from fairwitness.audits.what_if import Editor

        return Editor(self.explained, self.subject)

    def changed_case(self, name: str, values: Mapping[str, Value]) -> CaseExplanation:
        """One row with other values, by SHAP.

        Raises
        ------
        ExplanationError, ModelError
            No row has that name, or the model does not take the values.
        """
        with self._lock:
            return self.editor.explain(self.cases.row(name), values, name)

    def single_changes(self, name: str) -> tuple[SingleChange, ...]:
        """What alone would change the decision about one row.

        Raises
        ------
        ExplanationError, ModelError
            No row has that name, or the model does not take a row.
        """
        with self._lock:
            return self._singles.get(name, lambda: self.editor.single_changes(self.cases.row(name)))

    @cached_property
    def media(self) -> MediaColumn | None:
        """The column of texts or pictures, where that is all that the model reads."""
        from fairwitness.audits.media.audited import media_column

        return media_column(self.subject)

    def item(self, name: str, media: MediaColumn) -> tuple[MediaCase, ...]:
        """The text or picture of one row, part by part, by LIME and by SHAP.

        Raises
        ------
        ExplanationError
            No row has that name, or it has no text.
        """
        from fairwitness.audits.media.audited import explain_row

        with self._lock:
            return self._items.get(name, lambda: explain_row(self.subject, media, self.cases.row(name), name))

    def close(self) -> None:
        """Let go of the model, once nothing is being explained by it."""
        with self._lock:
            if self.subject.model is not None:
                self.subject.model.close()


def ready(audit: str, record_hash: str) -> Future[Ready]:
    """Begin to load an audit's data and model, if that is not done; the result is kept for the audits used last."""
    return _shelf.ready((audit, record_hash))


def again(audit: str, record_hash: str) -> None:
    """Try once more what could not be loaded."""
    _shelf.again((audit, record_hash))


@cache
def warm() -> None:
    """Load what explanations need, and the newest audit's model, once, after the first page has been painted."""
    timer = threading.Timer(_AFTER_SECONDS, _warm)
    timer.daemon = True
    timer.start()


def _warm() -> None:
    _shelf.first(_import_all)
    newest = store.newest_finished()
    record_hash = None if newest is None else store.entry(newest).hash
    if newest is not None and record_hash is not None:
        with suppress(RuntimeError):  # the server ends just now, and takes no more work
            ready(newest, record_hash)


def _import_all() -> None:
    for name in _HEAVY:
        with suppress(ImportError):
            import_module(name)
    # Streamlit collects garbage after each run of a page. What is imported stays, and need not be gone through again:
    # that takes a quarter of a second, for which every session waits.
    gc.collect()
    gc.freeze()


def _load(audit: str) -> Ready:
    from fairwitness.app.kept_plans import kept_plan
    from fairwitness.audits.case_search import Cases
    from fairwitness.audits.explanations.explain import Kept, prepare
    from fairwitness.audits.private import private_folder
    from fairwitness.audits.subject import load_model, make_subject, read_dataset
    from fairwitness.audits.wording import Vocabulary
    from fairwitness.explainers.cache import ExplanationCache

    plan, folder = kept_plan(audit)
    if not plan.privacy.rows:
        raise FairwitnessError(NO_ROWS)
    if opening.opened(audit):
        raise FairwitnessError(opening.NO_ROWS)
    if plan.model is None:
        raise FairwitnessError("Explanations need the model: predictions alone do not say what moved them.")
    subject = make_subject(
        plan, read_dataset(plan.data, folder, plan.roles.id), load_model(plan.model, folder, plan.task)
    )
    explained = prepare(subject, Vocabulary.of(plan.words, subject.labels, plan.roles.target))
    if subject.model is not None and subject.model.sha256 is not None:
        kept = ExplanationCache(private_folder(folder / store.CASES), _CASES_BYTES)
        explained = replace(explained, kept=Kept(kept, f"{subject.model.sha256} {plan.task}"))
    found = Ready(subject, explained, Cases(subject))
    if found.media is None and subject.labels.several and not subject.labels.favourable:
        raise FairwitnessError(NO_LABEL)
    if found.cases.names and found.media is None:
        found.case(found.cases.names[0])  # the first explanation of a model costs the most
    return found


_shelf: Final = Shelf("live", _load, MOST_MODELS, Ready.close)
