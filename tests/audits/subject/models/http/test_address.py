import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.subject.models.http.address import parse_address
from fairwitness.errors import ModelError


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://models.example.com", (False, "models.example.com", 80, "/")),
        (
            "HTTPS://Models.Example.com:8443/a/invocations",
            (True, "models.example.com", 8443, "/a/invocations"),
        ),
        ("https://10.0.0.5/invocations", (True, "10.0.0.5", 443, "/invocations")),
        ("http://[::1]:5000/v2/models/m", (False, "::1", 5000, "/v2/models/m")),
        ("http://[0:0:0:0:0:FFFF:7f00:1]/", (False, "::ffff:7f00:1", 80, "/")),
        ("http://xn--mnchen-3ya.example/", (False, "xn--mnchen-3ya.example", 80, "/")),
    ],
)
def test_what_a_url_names(url, expected):
    address = parse_address(url)
    assert (address.secure, address.host, address.port, address.path) == expected


@pytest.mark.parametrize(
    ("url", "netloc"),
    [
        ("http://a.example/", "a.example"),
        ("http://a.example:443/", "a.example:443"),
        ("https://[::1]:443/", "[::1]"),
    ],
)
def test_the_host_header(url, netloc):
    assert parse_address(url).netloc == netloc
    assert parse_address(url).at("/x").path == "/x"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://a.example/", "begins with 'ftp:'"),
        ("file:///etc/passwd", "begins with 'file:'"),
        ("gopher://a.example/_GET", "begins with 'gopher:'"),
        ("http+unix://%2Fvar%2Frun%2Fdocker.sock/v2/models/m", r"begins with 'http\+unix:'"),
        ("unix:///var/run/docker.sock", "begins with 'unix:'"),
        ("models.example.com/invocations", "begins with ':'"),
        ("http:///invocations", "must name a host"),
        ("http://", "must name a host"),
        ("http://%2Fvar%2Frun%2Fdocker.sock/", "must name a host"),
        ("http://user:secret@a.example/", "no user name or password"),
        ("http://a.example@169.254.169.254/", "no user name or password"),
        ("http://@a.example/", "no user name or password"),
        ("http://a.example/?key=secret", r"must hold no `\?`"),
        ("http://a.example/#x", r"must hold no `\?`"),
        ("http://a.example/?", r"must hold no `\?`"),
        ("http://a.example:0/", "port from 1 to 65535"),
        ("http://a.example:70000/", "must be a URL such as"),
        ("http://a.example:80:80/", "must be a URL such as"),
        ("http://[::1/", "must be a URL such as"),
        ("http://2130706433/", "four decimal numbers. Got '2130706433'"),
        ("http://0x7f000001/", "four decimal numbers"),
        ("http://0x7f.1/", "four decimal numbers"),
        ("http://0177.0.0.1/", "four decimal numbers"),
        ("http://127.1/", "four decimal numbers"),
        ("http://127.0.0.01/", "four decimal numbers"),
        ("http://256.1.1.1/", "four decimal numbers"),
        ("http://1.2.3.4.5/", "four decimal numbers"),
        ("http://127.0.0.1./", "must name a host"),
        ("http://localhost./", "must name a host"),
        ("http://a..example/", "must name a host"),
        ("http://-a.example/", "must name a host"),
        ("http://a.example%00.b/", "must name a host"),
        ("http://a.example%2f@b/", "no user name"),
        ("http://[fe80::1%25eth0]/", "without a zone"),
        ("http://[v1.x]/", "must be a URL such as|must name a host"),
        ("http://[127.0.0.1]/", "must be a URL such as|must name a host"),
        ("http://１２７.0.0.1/", "plain letters"),
        ("http://127。0。0。1/", "plain letters"),
        ("http://a.example\\@b.example/", "plain letters"),
        ("http://a.exa\tmple/", "plain letters"),
        ("http://a.example/\r\nHost: b", "plain letters"),
        (" http://a.example/", "plain letters"),
        ("http://a.example/\x00", "plain letters"),
    ],
)
def test_urls_that_are_refused(url, message):
    with pytest.raises(ModelError, match=f"(?s)^The URL of a model.*{message}") as caught:
        parse_address(url)
    assert "secret" not in str(caught.value)


@given(st.text(max_size=30), st.sampled_from(["", "http://", "https://", "http://["]))
def test_anything_else_is_an_address_or_one_sentence(text, start):
    try:
        address = parse_address(start + text)
    except ModelError as error:
        said = str(error)
    else:
        said = address.netloc
        assert 0 < address.port < 65536
    assert said
    assert "\n" not in said
