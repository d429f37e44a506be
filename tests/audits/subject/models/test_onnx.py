from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd
import pytest
from onnx import TensorProto, helper
from skl2onnx import convert_sklearn, to_onnx
from skl2onnx.common import data_types as types
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.multioutput import MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC, LinearSVC

from fairwitness.errors import ModelError

NUMBERS = ["income", "age"]
MIXED = [*NUMBERS, "job"]


def save(model, folder, name="m.onnx"):
    (folder / name).write_bytes(model.SerializeToString())


def table(people):
    return people[NUMBERS].to_numpy(np.float32)


def network(nodes, inputs, outputs, weights=(), **made):
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info(*each) for each in inputs],
        [helper.make_tensor_value_info(*each) for each in outputs],
        list(weights),
    )
    domains = made.pop("domains", {"": 17})
    opsets = [helper.make_opsetid(domain, version) for domain, version in domains.items()]
    return helper.make_model(graph, opset_imports=opsets, ir_version=made.pop("ir", 8), **made)


def linear(kind=TensorProto.FLOAT, rows=None, last=None, **made):
    """income - 3 of two columns, as a probability if asked."""
    weights = helper.make_tensor("w", kind, [2, 1], [1.0, 0.0])
    nodes = [helper.make_node("MatMul", ["x", "w"], ["z"])]
    nodes.append(helper.make_node(last or "Identity", ["z"], ["y"]))
    return network(nodes, [("x", kind, [rows, 2])], [("y", kind, [rows, 1])], [weights], **made)


CLASSIFIERS = {
    "logistic": LogisticRegression(),
    "forest": RandomForestClassifier(5, random_state=0),
    "neighbours": KNeighborsClassifier(),
    "network": MLPClassifier((4,), max_iter=20, random_state=0, tol=1.0),
}


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("zipmap", [True, False, "columns"])
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_classifier_of_numbers_gives_the_same_numbers(name, zipmap, people, tmp_path, load, same_audit):
    X, y = table(people), people.outcome
    fitted = CLASSIFIERS[name].fit(X, y)
    save(to_onnx(fitted, X[:1], options={id(fitted): {"zipmap": zipmap}}), tmp_path)
    model = load("m.onnx")
    frame = people[NUMBERS]
    assert model.classes == ("no", "yes")
    assert (model.expects, model.signature.width, model.has_scores) == (None, 2, True)
    assert model.signature.versions == {"skl2onnx": __import__("skl2onnx").__version__}
    raw = to_onnx(fitted, X[:1], options={id(fitted): {"zipmap": False}}).SerializeToString()
    session = onnxruntime.InferenceSession(raw, providers=["CPUExecutionProvider"])
    labels, probabilities = session.run(None, {"X": X})
    assert model.predict(frame).tolist() == labels.tolist()
    np.testing.assert_array_equal(model.scores(frame, "yes"), probabilities[:, 1].astype(float))
    if name == "neighbours":
        return  # distances of 32 bits part from scikit-learn's where two neighbours are as near
    np.testing.assert_allclose(model.scores(frame, "yes"), fitted.predict_proba(X)[:, 1], atol=2e-6)
    assert model.predict(frame).tolist() == fitted.predict(X).tolist()
    both = model.answer(frame)
    assert both.labels.tolist() == fitted.predict(X).tolist()
    np.testing.assert_array_equal(both.probability("yes"), model.scores(frame, "yes"))
    if name == "logistic":
        same_audit(people, NUMBERS, {"path": "m.onnx"}, (labels, probabilities[:, 1].astype(float)))


def test_a_pipeline_of_numbers_and_text_reads_its_columns_by_name(people, tmp_path, load, same_audit):
    encode = ColumnTransformer([("n", StandardScaler(), NUMBERS), ("w", OneHotEncoder(), ["job"])])
    fitted = make_pipeline(encode, LogisticRegression()).fit(people[MIXED], people.outcome)
    reads = [("income", types.FloatTensorType([None, 1])), ("age", types.Int64TensorType([None, 1]))]
    reads.append(("job", types.StringTensorType([None, 1])))
    save(convert_sklearn(fitted, initial_types=reads), tmp_path)
    model = load("m.onnx")
    assert model.expects == ("income", "age", "job")
    assert [column.kind for column in model.signature.inputs] == ["number", "number", "text"]
    shuffled = people[["job", "grade", "age", "income"]]
    np.testing.assert_allclose(
        model.scores(shuffled, "yes"), fitted.predict_proba(people[MIXED])[:, 1], atol=2e-6
    )
    told = fitted.predict(people[MIXED]), model.scores(people[MIXED], "yes")
    same_audit(people, MIXED, {"path": "m.onnx"}, told)
    gone = people.assign(job=people.job.where(people.index > 1))
    with pytest.raises(
        ModelError, match=r"text in the column 'job', and text cannot be missing.*2 of 300 rows"
    ):
        model.predict(gone[MIXED])
    with pytest.raises(
        ModelError, match=r"whole numbers from .* in the column 'age'\. Got 20\.5, or the like, in 1 of 1"
    ):
        model.predict(people[MIXED].head(1).assign(age=20.5))
    with pytest.raises(
        ModelError, match=r"'age'\. Got a missing value, or the like, in 1 of 1 rows; fill or correct"
    ):
        model.predict(people[MIXED].head(1).assign(age=np.nan))
    with pytest.raises(ModelError, match=r"stopped with: .*OneHotEncoder.*Unknown Category"):
        model.predict(people[MIXED].head(1).assign(job="judge"))
    with pytest.raises(ModelError, match="reads the column 'job', which is not there"):
        model.predict(people[NUMBERS])


def test_a_block_of_columns_beside_one_of_its_own(people, tmp_path, load):
    encode = ColumnTransformer([("n", StandardScaler(), [0, 1]), ("w", OneHotEncoder(), [2])])
    fitted = make_pipeline(encode, LogisticRegression()).fit(
        people[MIXED].to_numpy(dtype=object), people.outcome
    )
    reads = [("numbers", types.FloatTensorType([None, 2])), ("job", types.StringTensorType([None, 1]))]
    save(convert_sklearn(fitted, initial_types=reads), tmp_path)
    model = load("m.onnx")
    assert (model.expects, model.signature.width) == (None, 3)
    expected = fitted.predict_proba(people[MIXED].to_numpy(dtype=object))[:, 1]
    np.testing.assert_allclose(model.scores(people[["job", *NUMBERS]], "yes"), expected, atol=2e-6)
    with pytest.raises(ModelError, match=r"by their order: 2 for 'numbers'\. Got 1 instead; name them under"):
        model.predict(people[["job", "age"]])


def test_several_classes_and_labels_that_are_numbers_take_the_plans_names(people, tmp_path, load, same_audit):
    X, codes = table(people), people.grade.map({"low": 0, "middle": 1, "high": 2})
    fitted = RandomForestClassifier(5, random_state=0).fit(X, codes)
    save(to_onnx(fitted, X[:1]), tmp_path)
    names = ["low", "middle", "high"]
    assert load("m.onnx").classes == ("0", "1", "2")
    model = load("m.onnx", classes=names)
    np.testing.assert_allclose(
        model.scores(people[NUMBERS], "high"), fitted.predict_proba(X)[:, 2], atol=2e-6
    )
    told = np.array(names)[fitted.predict(X)], None
    same_audit(people, NUMBERS, {"path": "m.onnx", "classes": names}, told, target="grade", task="multiclass")


@pytest.mark.parametrize("regressor", [LinearRegression(), RandomForestRegressor(5, random_state=0)])
def test_a_predicted_number(regressor, people, tmp_path, load, same_audit):
    X = table(people)
    fitted = regressor.fit(X, people.amount)
    save(to_onnx(fitted, X[:1]), tmp_path)
    model = load("m.onnx", "regression")
    np.testing.assert_allclose(model.predict(people[NUMBERS]), fitted.predict(X), rtol=1e-5)
    told = model.predict(people[NUMBERS]).to_numpy(), None
    same_audit(people, NUMBERS, {"path": "m.onnx"}, told, target="amount", task="regression")


@pytest.mark.filterwarnings("ignore:Attribute `prob:FutureWarning")
def test_what_is_no_probability_is_not_taken_for_one(people, tmp_path, load):
    X = table(people)
    two = LinearSVC().fit(X, people.outcome)
    save(to_onnx(two, X[:1]), tmp_path)
    assert not load("m.onnx").has_scores
    assert load("m.onnx").predict(people[NUMBERS]).tolist() == two.predict(X).tolist()
    machine = SVC().fit(X, people.outcome)
    save(to_onnx(machine, X[:1]), tmp_path)
    with pytest.raises(ModelError, match=r"must be probabilities\. Got .*say `model\.output"):
        load("m.onnx").scores(people[NUMBERS], "yes")
    only = load("m.onnx", output="label")
    assert not only.has_scores
    assert only.predict(people[NUMBERS]).tolist() == machine.predict(X).tolist()


def test_several_decisions_at_once_are_refused_by_the_names_of_the_outputs(people, tmp_path, load):
    X = table(people)
    both = MultiOutputClassifier(LogisticRegression()).fit(
        X, np.c_[people.outcome == "yes", people.grade == "low"].astype(int)
    )
    save(to_onnx(both, X[:1], options={"zipmap": False}), tmp_path)
    with pytest.raises(
        ModelError, match=r"one label for each row\. It has the outputs 'label' .*'probabilities'"
    ):
        load("m.onnx")
    with pytest.raises(ModelError, match="must give one number for each row"):
        load("m.onnx", "regression")


def test_two_outputs_that_are_called_nothing_telling(tmp_path, load):
    nodes = [helper.make_node("Identity", ["x"], [name]) for name in ("first", "second")]
    floats = ("x", TensorProto.FLOAT, [None, 2])
    save(network(nodes, [floats], [("first", *floats[1:]), ("second", *floats[1:])]), tmp_path)
    with pytest.raises(
        ModelError,
        match=r"one probability .*'first' \(tensor\(float\) of \? x 2\), 'second' .*audit a column",
    ):
        load("m.onnx")


@pytest.mark.parametrize(("output", "last"), [("probability", "Sigmoid"), ("logit", None), ("number", None)])
def test_one_output_is_what_the_plan_says(output, last, people, tmp_path, load):
    save(linear(last=last), tmp_path)
    model = load("m.onnx", output=output, **({} if output == "number" else {"classes": ["no", "yes"]}))
    income = people.income.to_numpy(np.float32).astype(float)
    if output == "number":
        np.testing.assert_array_equal(model.predict(people[NUMBERS]), income)
    else:
        np.testing.assert_allclose(model.scores(people[NUMBERS], "yes"), 1 / (1 + np.exp(-income)), rtol=1e-5)


@pytest.mark.parametrize("rows", [1, 7])
def test_a_fixed_number_of_rows_is_asked_in_pieces(rows, people, tmp_path, load):
    save(linear(rows=rows), tmp_path)
    found = load("m.onnx", output="number").predict(people[NUMBERS].head(20))
    np.testing.assert_array_equal(found, people.income.head(20).to_numpy(np.float32))


@pytest.mark.parametrize("kind", ["FLOAT16", "DOUBLE", "INT32", "INT64"])
def test_numbers_of_other_widths(kind, tmp_path, load):
    save(linear(kind=getattr(TensorProto, kind)), tmp_path)
    frame = pd.DataFrame({"a": [1, 2, 3], "b": [0, 0, 0]})
    assert load("m.onnx", output="number").predict(frame).tolist() == [1.0, 2.0, 3.0]
    if kind == "FLOAT16":
        with pytest.raises(
            ModelError, match=r"at most 6\.55e\+04 in the column 'a'\. Got 100000, or the like, in 1 of 1"
        ):
            load("m.onnx", output="number").predict(pd.DataFrame({"a": [1e5], "b": [0]}))


def test_true_and_false(tmp_path, load):
    nodes = [helper.make_node("Cast", ["member"], ["y"], to=TensorProto.FLOAT)]
    save(network(nodes, [("member", TensorProto.BOOL, [None])], [("y", TensorProto.FLOAT, [None])]), tmp_path)
    model = load("m.onnx", classes=["no", "yes"])
    assert model.scores(pd.DataFrame({"member": [True, False]}), "yes").tolist() == [1.0, 0.0]
    assert model.scores(pd.DataFrame({"member": [0, 1]}), "yes").tolist() == [0.0, 1.0]
    with pytest.raises(
        ModelError, match=r"reads true or false in the column 'member'\. Got 2, or the like, in 1 of 1"
    ):
        model.predict(pd.DataFrame({"member": [2]}))


def test_an_image_of_unknown_size_is_no_row_of_columns(tmp_path, load):
    shape = [None, 3, "h", 8]
    nodes = [helper.make_node("Flatten", ["pixels"], ["y"])]
    save(
        network(nodes, [("pixels", TensorProto.FLOAT, shape)], [("y", TensorProto.FLOAT, [None, 192])]),
        tmp_path,
    )
    with pytest.raises(ModelError, match=r"input 'pixels' is tensor\(float\) of \? x 3 x h x 8; export it"):
        load("m.onnx")


def test_newer_than_the_runtime_names_both_versions(tmp_path, load):
    save(linear(ir=99), tmp_path)
    with pytest.raises(
        ModelError, match=r"onnxruntime [\d.]+ reads: up to IR version \d+\. It is of IR version 99"
    ):
        load("m.onnx")
    save(linear(domains={"": 99}), tmp_path)
    with pytest.raises(ModelError, match=r"reads: up to opset \d+ of ai\.onnx\. It is of opset 99\. Install"):
        load("m.onnx")


def test_operations_of_somebodys_own_are_refused_by_name(tmp_path, load):
    evil = helper.make_node("Evil", ["x"], ["y"], domain="com.example")
    floats = (TensorProto.FLOAT, [None, 2])
    save(network([evil], [("x", *floats)], [("y", *floats)], domains={"": 17, "com.example": 1}), tmp_path)
    with pytest.raises(
        ModelError, match=r"It uses 'Evil' of 'com\.example', which is code of somebody's own"
    ):
        load("m.onnx")


def outside(location, entry="location"):
    model = linear()
    weights = model.graph.initializer[0]
    weights.ClearField("float_data")
    weights.data_location = TensorProto.EXTERNAL
    for key, value in {entry: location, "offset": "0", "length": "8"}.items():
        weights.external_data.add(key=key, value=value)
    return model


@pytest.fixture
def secret(tmp_path):
    (tmp_path / "home").mkdir()
    path = tmp_path / "secret"
    path.write_bytes(np.array([5, 7], np.float32).tobytes())
    return path


@pytest.mark.parametrize(
    "where",
    [
        "../secret",
        "{secret}",
        "link",
        "sub/../../secret",
        "..\\secret",
        "folder/secret",
        "*/_ORT_MEM_ADDR_/*",
    ],
)
def test_numbers_in_a_file_elsewhere_are_never_read(where, secret, tmp_path, load, monkeypatch):
    home = tmp_path / "home"
    (home / "link").symlink_to(secret)
    (home / "folder").symlink_to(tmp_path, target_is_directory=True)
    (home / "*" / "_ORT_MEM_ADDR_").mkdir(parents=True)
    (home / "*" / "_ORT_MEM_ADDR_" / "*").write_bytes(b"x" * 8)
    save(outside(where.format(secret=secret)), home)
    monkeypatch.chdir(home)
    opened, read = [], Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path.name) or read(path))
    with pytest.raises(
        ModelError, match=r"files of its own folder\. It points to .* outside of it"
    ) as caught:
        load("home/m.onnx", output="number")
    assert opened == ["m.onnx"]
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("hide", ["attribute", "branch", "function", "sparse"])
def test_a_pointer_hidden_deeper_in_the_file_is_found(hide, secret, tmp_path, load):
    tensor = outside("../secret").graph.initializer[0]
    constant = helper.make_node("Constant", [], ["c"], value=tensor)
    model = linear()
    if hide == "attribute":
        model.graph.node.insert(0, constant)
    elif hide == "branch":
        branch = helper.make_graph(
            [constant], "b", [], [helper.make_tensor_value_info("c", TensorProto.FLOAT, [2, 1])]
        )
        test = helper.make_node("If", ["x"], ["q"], then_branch=branch, else_branch=branch)
        model.graph.node.insert(0, test)
    elif hide == "function":
        model.functions.append(
            helper.make_function("own", "F", [], ["c"], [constant], [helper.make_opsetid("", 17)])
        )
    else:
        model.graph.sparse_initializer.add(values=tensor, dims=[2, 1])
    save(model, tmp_path / "home")
    with pytest.raises(ModelError, match=r"It points to '\.\./secret' outside of it"):
        load("home/m.onnx", output="number")


def test_numbers_in_a_file_beside_it_are_read_and_part_of_its_hash(tmp_path, load, monkeypatch):
    (tmp_path / "sub").mkdir()
    part = tmp_path / "sub" / "weights.bin"
    part.write_bytes(np.array([2, 0], np.float32).tobytes())
    save(outside("sub/weights.bin"), tmp_path)
    frame = pd.DataFrame({"a": [1, 2, 3], "b": [0, 0, 0]})
    model = load("m.onnx", output="number")
    assert model.predict(frame).tolist() == [2.0, 4.0, 6.0]
    part.write_bytes(np.array([3, 0], np.float32).tobytes())
    assert load("m.onnx", output="number").sha256 != model.sha256
    part.write_bytes(b"x")
    with pytest.raises(ModelError, match=r"must be a model that onnxruntime .* can run\. It is not: "):
        load("m.onnx", output="number")
    part.unlink()
    with pytest.raises(ModelError, match=r"in 'sub/weights\.bin', which must lie beside it and does not"):
        load("m.onnx", output="number")


def test_loading_and_asking_write_nothing(people, tmp_path, load, monkeypatch):
    save(linear(), tmp_path)
    monkeypatch.chdir(tmp_path)
    load("m.onnx", output="number").predict(people[NUMBERS])
    assert [path.name for path in tmp_path.iterdir()] == ["m.onnx"]


@pytest.mark.parametrize("field", ["label", "probability"])
def test_a_map_of_labels_named_in_another_order(field, people, tmp_path, load):
    """The map comes out sorted by its keys, whatever order the file gives."""
    nodes = [
        helper.make_node("Sigmoid", ["x"], ["s"]),
        helper.make_node(
            "ZipMap", ["s"], ["output_probability"], domain="ai.onnx.ml", classlabels_strings=["yes", "no"]
        ),
    ]
    model = network(
        nodes,
        [("x", TensorProto.FLOAT, [None, 2])],
        [("output_probability", TensorProto.FLOAT, [])],
        domains={"": 17, "ai.onnx.ml": 3},
    )
    kind = helper.make_map_type_proto(
        TensorProto.STRING, helper.make_tensor_type_proto(TensorProto.FLOAT, [])
    )
    model.graph.output[0].type.CopyFrom(helper.make_sequence_type_proto(kind))
    save(model, tmp_path)
    loaded = load("m.onnx")
    frame = pd.DataFrame({"a": [2.0], "b": [-2.0]})
    assert loaded.classes == ("no", "yes")
    assert loaded.scores(frame, "yes")[0] == pytest.approx(1 / (1 + np.exp(-2)))
    assert loaded.predict(frame).tolist() == ["yes"]


def test_explanations_ask_the_model(people, tmp_path, audited):
    fitted = LogisticRegression().fit(table(people), people.outcome)
    save(to_onnx(fitted, table(people)[:1]), tmp_path)
    record = audited(
        people,
        roles={"features": NUMBERS},
        model={"path": "m.onnx"},
        keep={"EXPL001"},
        explain={"rows": 20, "background": 20, "cases": ["1"]},
    )
    assert record.explanations.importance.features[0].column == "income"
    assert {case.method for case in record.explanations.cases} == {"shap", "lime"}
