"""Real servers on loopback: one that speaks v2 exactly, one that says whatever a test wants."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

HOST = "127.0.0.1"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self._answer(None)

    def do_POST(self):
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body):
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        self.server.answer(self, body)

    def send(self, status=200, body=b"", **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            if value is not None:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answer, context=None):
        super().__init__((HOST, 0), Handler)
        self.answer, self.asked = answer, []
        self.secure = context is not None
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, *_):
        pass  # a client that hangs up is what some tests are about

    @property
    def url(self):
        return f"http{'s' if self.secure else ''}://{HOST}:{self.server_address[1]}"


@contextmanager
def running(answer, context=None):
    with Server(answer, context) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


NUMPY = {"FP32": np.float32, "FP64": np.float64, "INT64": np.int64, "BOOL": np.bool_, "BYTES": object}


class V2Server:
    """The Open Inference Protocol, checked as strictly as its text asks: shapes, types and counts must agree."""

    def __init__(self, inputs, outputs, answer, name="loans", platform="sklearn_sklearn"):
        self.inputs, self.outputs, self.answer = inputs, outputs, answer
        self.name, self.platform = name, platform

    def __call__(self, handler, body):
        _, _, models, name, *rest = [*handler.path.split("/"), "", ""][:8]
        if models != "models" or name != self.name or rest[:2] == ["versions", "9"]:
            return handler.send(404, {"error": "no such model"})
        if body is None:
            return handler.send(
                body={
                    "name": name,
                    "versions": ["1"],
                    "platform": self.platform,
                    "inputs": self.inputs,
                    "outputs": self.outputs,
                }
            )
        try:
            return handler.send(body=self._infer(json.loads(body)))
        except (AssertionError, KeyError, ValueError, TypeError) as error:
            return handler.send(400, {"error": f"{type(error).__name__}: {error}"})

    def _infer(self, question):
        given = {}
        for tensor in question["inputs"]:
            kind = NUMPY[tensor["datatype"]]
            assert len(tensor["data"]) == np.prod(tensor["shape"]), "shape and data"
            for value in tensor["data"]:
                expected = {"BYTES": str, "BOOL": bool, "INT64": int}.get(tensor["datatype"], (int, float))
                assert isinstance(value, expected), f"{value!r} is no {tensor['datatype']}"
            given[tensor["name"]] = np.array(tensor["data"], dtype=kind).reshape(tensor["shape"])
        for wanted in self.inputs:
            got = given[wanted["name"]]
            assert len(got.shape) == len(wanted["shape"]), "rank"
            assert all(size in (-1, real) for size, real in zip(wanted["shape"], got.shape, strict=True)), (
                "sizes"
            )
        named = [each["name"] for each in question.get("outputs", [])]
        outputs = [self._output(name, values) for name, values in self.answer(given).items()]
        return {
            "model_name": self.name,
            "outputs": [each for each in outputs if not named or each["name"] in named],
        }

    @staticmethod
    def _output(name, values):
        values = np.asarray(values)
        kind = {"f": "FP64", "i": "INT64", "b": "BOOL"}.get(values.dtype.kind, "BYTES")
        return {
            "name": name,
            "datatype": kind,
            "shape": list(values.shape),
            "data": values.ravel().tolist(),
        }
