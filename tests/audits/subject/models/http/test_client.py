import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.audits.subject.models.http.servers import HOST
from tests.audits.subject.models.http.test_connection import raw

from fairwitness.audits.subject.models.http.address import parse_address
from fairwitness.audits.subject.models.http.client import Client, NoSuchModelError
from fairwitness.audits.subject.models.http.headers import Headers
from fairwitness.errors import ModelError

HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script>500</body></html>"


def client(server, **given):
    waits = []
    url = server if isinstance(server, str) else f"{server.url}/invocations"
    made = Client(parse_address(url), (HOST,), sleep=waits.append, **given)
    return made, waits


def post(server, **given):
    return client(server, **given)[0].post("/invocations", {"a": 1})


def refused(server, message, **given):
    with pytest.raises(ModelError, match=message) as caught:
        post(server, **given)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600
    return str(caught.value)


def test_json_there_and_back(serve):
    server = serve(lambda handler, body: handler.send(body={"got": body.decode()}))
    assert post(server, headers=Headers({"X-Key": "s3cret"})) == {"got": '{"a":1}'}
    ((command, path, headers, _),) = server.asked
    assert (command, path) == ("POST", "/invocations")
    assert (headers["Content-Type"], headers["X-Key"]) == ("application/json", "s3cret")
    assert "s3cret" not in repr(client(server, headers=Headers({"X-Key": "s3cret"}))[0])


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(serve, status):
    answers = iter([status, status, 200])
    server = serve(lambda handler, body: handler.send(next(answers), {"ok": True}))
    asked, waits = client(server)
    assert asked.get("/x") == {"ok": True}
    assert len(server.asked) == 3
    assert 0.25 <= waits[0] <= 0.5
    assert 0.5 <= waits[1] <= 1.0


def test_a_server_that_stays_busy(serve):
    server = serve(lambda handler, body: handler.send(503, HTML))
    refused(server, "status 200. It answered with 503 and an HTML page", retries=2)
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 422, 500, 501, 301])
def test_nothing_else_is_asked_again(serve, status):
    server = serve(lambda handler, body: handler.send(status))
    refused(server, f"{status}")
    assert len(server.asked) == 1


def test_the_server_says_how_long_to_wait(serve):
    in_ten = format_datetime(datetime.now(UTC) + timedelta(seconds=10), usegmt=True)
    answers = iter([(429, "7"), (429, in_ten), (429, "soon"), (200, "0")])

    def answer(handler, body):
        status, wait = next(answers)
        handler.send(status, {}, Retry_After=wait)

    asked, waits = client(serve(answer))
    asked.get("/x")
    assert waits[0] == 7
    assert 7 < waits[1] <= 10
    assert 1 <= waits[2] <= 2
    refused(
        serve(lambda handler, body: handler.send(429, {}, Retry_After="86400")),
        "free within 60 seconds. It asked to wait for 86400",
    )


def test_a_connection_that_breaks_is_tried_again(serve):
    broken = iter([True, False])

    def answer(handler, body):
        if next(broken):
            handler.close_connection = True
            handler.connection.close()
        else:
            handler.send(body=1)

    assert post(serve(answer)) == 1


def test_a_server_that_is_down(serve):
    server = serve(lambda handler, body: None)
    server.server_close()
    asked, waits = client(server, retries=2)
    with pytest.raises(
        ModelError, match=r"must be running\. Nothing listens there; start it, or correct the port"
    ):
        asked.post("/x", 1)
    assert len(waits) == 2


def test_a_slow_server_is_not_asked_again(serve):
    server = serve(lambda handler, body: time.sleep(0.5))
    refused(
        server, r"must answer within 0\.2 seconds. It did not; make `model\.http\.batch` smaller", timeout=0.2
    )
    assert len(server.asked) == 1


def test_redirects_are_not_followed(serve):
    other = serve(lambda handler, body: handler.send(body=1))
    server = serve(lambda handler, body: handler.send(307, Location="http://169.254.169.254/latest/"))
    said = refused(server, r"sent the question on to another address \(status 307\), which is not followed")
    assert "169.254" not in said
    assert other.asked == []


@pytest.mark.parametrize("status", [401, 403, 407])
def test_a_login_is_asked_for(serve, status):
    server = serve(lambda handler, body: handler.send(status, HTML))
    refused(server, rf"must let this audit in. It refused \(status {status}\); name the environment variable")


def test_an_unknown_path(serve):
    server = serve(lambda handler, body: handler.send(404, {"detail": "Not Found"}))
    with pytest.raises(NoSuchModelError, match=r"does not \(status 404\): Not Found; correct it"):
        post(server)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (HTML, "It answered with 500 and an HTML page"),
        (b"", r"It answered with 500\.$"),
        (
            {"message": "Failed to predict data '  age\n0  77'. \nError: no column b"},
            r"answered with 500: no column b\.$",
        ),
        (b"plain text", "500 and something else"),
        ({"error": "no column 'age'\nTraceback: /srv/secret.py"}, r"500: no column 'age'\.$"),
        (
            {"error_code": "BAD", "message": "Odd \x1b[31m\u202e schema. "},
            r"500: Odd  \[31m  schema\.$",
        ),
        ({"message": "x" * 5000}, r"500: x{200}\.$"),
        ({"message": {"deep": 1}}, r"It answered with 500\.$"),
        ([1, 2], r"It answered with 500\.$"),
    ],
)
def test_what_the_server_says_is_wrong(serve, body, message):
    said = refused(serve(lambda handler, _: handler.send(500, body)), message)
    assert "script" not in said
    assert "\x1b" not in said
    assert "\u202e" not in said


@pytest.mark.parametrize("before", [0, 175, 185])
def test_a_server_that_repeats_the_secret(serve, before):
    """Whole, or with its end beyond the place where the message is cut."""

    def answer(handler, body):
        handler.send(400, {"message": "x" * before + f" unknown {handler.headers['Authorization']}"})

    said = refused(
        serve(answer),
        "400: x* unknown" if before else "400",
        headers=Headers({"Authorization": "Bearer s3cret-token"}),
    )
    assert "s3c" not in said
    assert "…" in said


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (HTML, "must answer in JSON. It answered with an HTML page; check the URL"),
        (b"", "must answer in JSON. It answered with nothing"),
        (b"{", "answered with something else"),
        (b"\xff\xfe", "answered with something else"),
        (b"[" * 100_000, "answered with something else"),
        (b"1" * 10_000, "answered with something else"),
    ],
)
def test_what_is_no_json(serve, body, message):
    refused(serve(lambda handler, _: handler.send(body=body)), message)


def test_a_huge_body(serve):
    server = serve(lambda handler, _: handler.send(body=b"[" + b"1," * 1_500_000 + b"1]"))
    refused(server, r"with at most 1 MiB. It sent more; make `model\.http\.batch` smaller", most=1 << 20)
    assert len(server.asked) == 1


def test_compression_is_refused(serve):
    import gzip

    bomb = gzip.compress(b"1" * 1_000_000)
    server = serve(lambda handler, _: handler.send(body=bomb, Content_Encoding="gzip"))
    refused(server, "without compression")
    assert server.asked[0][2]["Accept-Encoding"] == "identity"


def test_what_is_no_http(serve):
    with raw(lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")) as port:
        refused(f"http://{HOST}:{port}/x", "must speak HTTP")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate that nobody signed, for 127.0.0.1 and localhost."""
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address(HOST))]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def tls(serve, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return serve(lambda handler, body: handler.send(body=1), context)


def test_a_certificate_that_nobody_signed(tls):
    asked, waits = client(tls)
    with pytest.raises(
        ModelError,
        match=r"certificate that this machine trusts. It does not \(self-signed certificate\); name the",
    ):
        asked.get("/x")
    assert (tls.asked, waits) == ([], [])


def test_an_authority_of_ones_own(tls, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert post(tls) == 1
    port = tls.server_address[1]
    assert post(f"https://localhost:{port}/invocations") == 1
    refused(
        f"https://a.example:{port}/invocations",
        r"Hostname mismatch, certificate is not valid for 'a\.example'",
    )


def test_https_to_a_server_without_tls(serve):
    server = serve(lambda handler, body: handler.send(body=1))
    refused(server.url.replace("http:", "https:") + "/x", "must speak TLS, as the URL begins with https://")


def test_http_to_a_server_with_tls(tls):
    refused(tls.url.replace("https:", "http:") + "/x", "say https:// if it speaks TLS", retries=0)
