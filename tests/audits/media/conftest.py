"""What reads pictures: the network in other forms, and servers."""

import pytest
from tests.audits.subject.models.http.conftest import serve  # noqa: F401
from tests.audits.subject.models.networks import quietly
from tests.corners import SIDE


@pytest.fixture(scope="session")
def onnx_network(network):
    """Write the network as an ONNX file that gives probabilities."""
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    nodes = [
        helper.make_node("Conv", ["x", "k", "kb"], ["c"], strides=[2, 2]),
        helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("Flatten", ["r"], ["f"]),
        helper.make_node("Gemm", ["f", "w", "wb"], ["z"], transB=1),
        helper.make_node("Softmax", ["z"], ["probabilities"]),
    ]
    short = {"0.weight": "k", "0.bias": "kb", "3.weight": "w", "3.bias": "wb"}

    def save(path, sizes=("n", 3, SIDE, SIDE), network=network):
        weights = {name: value.detach().numpy() for name, value in network.named_parameters()}
        graph = helper.make_graph(
            nodes,
            "net",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, list(sizes))],
            [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", 4])],
            [numpy_helper.from_array(weights[name], own) for name, own in short.items()],
        )
        opsets = [helper.make_opsetid("", 17)]
        onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), path)

    return save


@pytest.fixture
def export(torch, tmp_path):
    def save(network):
        shapes = ({0: torch.export.Dim.DYNAMIC},)
        rows = torch.zeros(3, 3, SIDE, SIDE)
        program = quietly(torch.export.export, network, (rows,), dynamic_shapes=shapes)
        quietly(torch.export.save, program, tmp_path / "net.pt2")
        return "net.pt2"

    return save
