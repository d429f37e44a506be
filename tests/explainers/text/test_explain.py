"""Words that decide are found, by both methods, whatever the model is made with."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lime.lime_text import LimeTextExplainer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from fairwitness.errors import ExplanationError
from fairwitness.explainers import explain_text
from fairwitness.explainers.media import Effort

METHODS = st.sampled_from(["lime", "shap"])
RNG = np.random.default_rng(8)
FILLER = ["the", "a", "film", "plot", "actor", "scene", "music", "was", "is", "and", "of", "with", "story"]


def sentence(*words):
    found = [*RNG.choice(FILLER, 9), *words]
    RNG.shuffle(found)
    return " ".join(found)


GOOD = [sentence("splendid") for _ in range(60)] + [sentence("lovely") for _ in range(60)]
BAD = [sentence("dreadful") for _ in range(120)]
MODEL = make_pipeline(CountVectorizer(), LogisticRegression()).fit(GOOD + BAD, [1] * 120 + [0] * 120)
TEXTS = [sentence("splendid", "dreadful"), sentence("lovely")]


@pytest.mark.parametrize("method", ["lime", "shap"])
def test_words_that_decide_are_found_and_have_their_sign(method):
    both, one = explain_text(
        MODEL.predict_proba, TEXTS, method=method, effort=Effort(n_samples=400, output=1)
    )
    top = {both.parts[place] for place in both.strongest(2)}
    assert top == {"splendid", "dreadful"}
    assert both.values[both.parts.index("splendid")] > 0 > both.values[both.parts.index("dreadful")]
    assert one.parts[one.strongest(1)[0]] == "lovely"
    assert one.answer == pytest.approx(MODEL.predict_proba([TEXTS[1]])[0, 1])
    start, end = one.spans[one.strongest(1)[0]]
    assert TEXTS[1][start:end] == "lovely"


def test_lime_says_how_far_it_can_be_trusted():
    found = explain_text(MODEL.predict_proba, TEXTS[:1], effort=Effort(n_samples=400))[0]
    assert 0.5 < found.fidelity <= 1
    assert found.stability >= 0.4
    assert found.standard_errors.shape == found.values.shape


def test_shap_adds_up():
    found = explain_text(MODEL.predict_proba, TEXTS, method="shap", effort=Effort(n_samples=5000))
    for one in found:
        assert one.base + one.values.sum() == pytest.approx(one.answer)
        assert one.meta["note"] is None


def test_limes_own_package_agrees():
    theirs = LimeTextExplainer(random_state=1, bow=True).explain_instance(
        TEXTS[0], MODEL.predict_proba, labels=[1], num_features=30, num_samples=4000
    )
    ours = explain_text(MODEL.predict_proba, TEXTS[:1], bow=True, effort=Effort(n_samples=4000, output=1))[0]
    weights = dict(theirs.as_list(label=1))
    own = dict(zip(ours.parts, ours.values, strict=True))
    assert set(weights) == set(own)
    off = [abs(weights[word] - own[word]) for word in own]
    assert max(off) < 0.03
    assert ours.fidelity == pytest.approx(
        theirs.score[1] if isinstance(theirs.score, dict) else theirs.score, abs=0.05
    )


def test_what_is_explained_together_changes_no_number_and_batches_are_bounded():
    sizes = []

    def predict(texts):
        sizes.append(len(texts))
        return MODEL.predict_proba(texts)

    effort = Effort(n_samples=90, batch=50)
    for method in ("lime", "shap"):
        sizes.clear()
        together = explain_text(predict, TEXTS, method=method, effort=effort)
        assert max(sizes) <= 50
        if method == "lime":
            assert sizes == [2, 50, 50, 50, 30]  # batches run across texts
        alone = explain_text(predict, TEXTS[1:], method=method, effort=effort)
        np.testing.assert_allclose(alone[0].values, together[1].values, atol=1e-12)


def exact(texts):
    """A model that answers every text by itself, to the last bit the same."""
    return [len(set(text)) / 7 + ("good" in text) for text in texts]


WORDS = st.lists(st.sampled_from(["good", "bad", "film", "very", "not"]), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None)
@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=4), st.randoms(), st.integers(1, 70), METHODS)
def test_neither_company_nor_place_nor_batch_changes_a_number(texts, chance, batch, method):
    whole = explain_text(exact, texts, method=method, effort=Effort(n_samples=20, seed=3))
    order = chance.sample(range(len(texts)), chance.randint(1, len(texts)))
    some = explain_text(
        exact, [texts[k] for k in order], method=method, effort=Effort(n_samples=20, seed=3, batch=batch)
    )
    for one, place in zip(some, order, strict=True):
        assert one.values.tolist() == whole[place].values.tolist()
        assert one.meta["questions"] == whole[place].meta["questions"]


def test_every_text_has_a_draw_of_its_own_and_another_for_another_seed():
    def asked(seed, texts):
        seen = []
        explain_text(
            lambda t: seen.extend(t) or np.zeros(len(t)), texts, effort=Effort(n_samples=40, seed=seed)
        )
        half = len(seen[2:]) // 2
        return [[word in text for word in "abc"] for text in seen[2:]], half

    flags, half = asked(0, ["a b c", "c b a"])
    assert flags[:half] != flags[half:]
    assert asked(0, ["a b c", "c b a"])[0] == flags != asked(1, ["a b c", "c b a"])[0]


def test_what_was_asked_and_with_what_stands_beside_the_numbers():
    asked = []

    def predict(texts):
        asked.extend(texts)
        return exact(texts)

    for method in ("lime", "shap"):
        asked.clear()
        found = explain_text(predict, TEXTS, method=method, effort=Effort(n_samples=50))
        assert sum(one.meta["questions"] for one in found) == len(asked)
        assert found[0].meta["numpy_version"] == np.__version__


def test_other_languages():
    def predict(texts):
        return [[1.0 * ("坏" in text), 1.0 * ("schön" in text)] for text in texts]

    found = explain_text(predict, ["这个电影很坏", "ein schön langer Film"], effort=Effort(n_samples=200))
    assert [one.parts[one.strongest(1)[0]] for one in found] == ["坏", "schön"]
    assert [one.output for one in found] == [0, 1]


def test_a_mask_stands_where_a_word_was():
    seen = []
    explain_text(
        lambda t: seen.extend(t) or np.zeros(len(t)), ["one two"], mask="[M]", effort=Effort(n_samples=40)
    )
    assert set(seen) == {"one two", "[M] two", "one [M]", "[M] [M]"}


def test_a_torch_network():
    torch = pytest.importorskip("torch")
    words = {word: place for place, word in enumerate(["<none>", "yes", "no", *FILLER])}
    weight = torch.zeros(len(words), 2)
    weight[1, 1], weight[2, 0] = 2.0, 2.0
    bag = torch.nn.EmbeddingBag.from_pretrained(weight, mode="sum")

    def predict(texts):
        places = [torch.tensor([words.get(w, 0) for w in text.split()] or [0]) for text in texts]
        starts = torch.tensor([0, *np.cumsum([len(p) for p in places])[:-1].tolist()])
        with torch.no_grad():
            return torch.softmax(bag(torch.cat(places), starts), dim=1).numpy()

    found = explain_text(predict, [sentence("yes")], effort=Effort(n_samples=200))[0]
    assert found.parts[found.strongest(1)[0]] == "yes"


@pytest.mark.parametrize(
    ("texts", "predict", "said"),
    [
        ("one text", MODEL.predict_proba, "put it into a list"),
        ([], MODEL.predict_proba, "at least one text. Got none"),
        ((), MODEL.predict_proba, "at least one text. Got none"),
        ([""], MODEL.predict_proba, "must have words. Got none at place 0: ''"),
        (["fine", None], MODEL.predict_proba, "Got NoneType at place 1"),
        (["  ?! "], MODEL.predict_proba, "must have words. Got none at place 0"),
        ([3], MODEL.predict_proba, "Got int at place 0"),
        (["ok"], lambda t: np.full(len(t), np.nan), "not finite"),
        (["ok"], lambda t: np.zeros(len(t) + 1), "Got an array of shape"),
        (["ok"], lambda t: ["a"] * len(t), "Got 'a' instead"),
        (["ok"], lambda t: 1 / 0, "It failed instead: ZeroDivisionError"),
    ],
)
def test_what_cannot_be_explained(texts, predict, said):
    with pytest.raises(ExplanationError, match=said.replace("?", r"\?")):
        explain_text(predict, texts, effort=Effort(n_samples=20))


def test_a_constant_model_has_no_fit_and_says_so():
    found = explain_text(lambda t: np.full(len(t), 0.3), ["a b c"], effort=Effort(n_samples=50))[0]
    assert found.fidelity is None
    assert "never changed" in found.meta["note"]


@pytest.mark.parametrize(("name", "value"), [("n_samples", 3), ("batch", 0), ("seed", -1)])
def test_efforts_that_cannot_be(name, value):
    with pytest.raises(ExplanationError, match=f"`{name}` must be a whole number"):
        Effort(**{name: value})


def test_a_class_that_is_not_there():
    with pytest.raises(ExplanationError, match=r"from 0 to 1\. Got 2"):
        explain_text(MODEL.predict_proba, ["a b"], effort=Effort(output=2))
