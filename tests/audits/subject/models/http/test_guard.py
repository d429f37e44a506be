import socket

import pytest

from fairwitness.audits.subject.models.http.address import parse_address
from fairwitness.audits.subject.models.http.guard import Hosts, is_local, look_up, pinned
from fairwitness.errors import ModelError

PUBLIC, OTHER = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


@pytest.fixture
def allow(monkeypatch):
    return lambda hosts: monkeypatch.setenv("FAIRWITNESS_MODEL_HOSTS", hosts)


def leads_to(*ips):
    return lambda host, port: ips


def pin(url, *ips):
    return pinned(parse_address(url), leads_to(*ips))


def test_nothing_is_allowed_unless_the_operator_names_it(monkeypatch):
    monkeypatch.delenv("FAIRWITNESS_MODEL_HOSTS", raising=False)
    with pytest.raises(
        ModelError,
        match=r"'a\.example' is not: start with `--allow-host a\.example`, or name it in the environment variable "
        r"FAIRWITNESS_MODEL_HOSTS",
    ):
        pin("http://a.example/", PUBLIC)


def test_a_host_that_is_not_allowed_is_not_even_looked_up(allow):
    allow("b.example")
    with pytest.raises(ModelError, match="must be allowed"):
        pinned(parse_address("http://a.example/"), lambda host, port: pytest.fail("looked up"))


@pytest.mark.parametrize(
    ("hosts", "url", "allowed"),
    [
        ("a.example", "http://a.example:8080/", True),
        (" A.Example , b.example", "http://a.example/", True),
        ("a.example:8080", "http://a.example:8080/", True),
        ("a.example:8080", "http://a.example:8081/", False),
        ("a.example:80", "http://a.example/", True),
        ("a.example", "http://www.a.example/", False),
        ("a.example", "http://a.example.evil.example/", False),
        ("*", "http://a.example/", False),
        ("", "http://a.example/", False),
        (",", "http://a.example/", False),
    ],
)
def test_names_and_ports(allow, hosts, url, allowed):
    allow(hosts)
    if allowed:
        assert pin(url, PUBLIC, OTHER) == (PUBLIC, OTHER)
    else:
        with pytest.raises(ModelError, match="must be allowed"):
            pin(url, PUBLIC)


@pytest.mark.parametrize(
    ("entries", "host", "port", "held"),
    [
        ("10.0.0.5", "10.0.0.5", 80, True),
        ("10.0.0.0/8", "10.1.2.3", 80, True),
        ("10.0.0.5:8080", "10.0.0.5", 8080, True),
        ("10.0.0.5:8080", "10.0.0.5", 80, False),
        ("::1", "::1", 80, True),
        ("[::1]", "::1", 80, True),
        ("[::1]:5000", "::1", 5000, True),
        ("[::1]:5000", "::1", 5001, False),
        ("fd00::/8", "fd12::1", 80, True),
        ("127.0.0.1", "127.0.0.2", 80, False),
        ("127.0.0.1", "::ffff:127.0.0.1", 80, False),
        ("a.example, 5, /, 10.0.0.0/99", "10.0.0.5", 80, False),
    ],
)
def test_addresses_and_networks(entries, host, port, held):
    assert Hosts.of(entries).hold(host, port) is held
    assert Hosts.of(entries).name(host, port) is held


@pytest.mark.parametrize(
    ("ip", "what"),
    [
        ("169.254.169.254", "link-local"),
        ("169.254.0.1", "link-local"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fec0::1", "link-local"),
        ("::ffff:169.254.169.254", "link-local"),
        ("64:ff9b::a9fe:a9fe", "link-local"),
        ("2002:a9fe:a9fe::", "link-local"),
        ("::a9fe:a9fe", "no host"),
        ("100.100.100.200", "hands out credentials"),
        ("168.63.129.16", "hands out credentials"),
        ("192.0.0.192", "hands out credentials"),
        ("fd00:ec2::254", "hands out credentials"),
        ("fd20:ce::254", "hands out credentials"),
        ("::ffff:100.100.100.200", "hands out credentials"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("0.0.0.0", "no host"),
        ("0.1.2.3", "no host"),
        ("::", "no host"),
        ("::ffff:0.0.0.0", "no host"),
        ("255.255.255.255", "no host"),
        ("240.0.0.1", "no host"),
    ],
)
def test_addresses_that_are_never_asked_however_they_are_allowed(allow, ip, what):
    allow(f"a.example,{ip},0.0.0.0/0,::/0")
    with pytest.raises(ModelError, match=what):
        pin("http://a.example/", ip)
    with pytest.raises(ModelError, match=what):
        pin("http://a.example/", PUBLIC, ip)


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/", "http://[::ffff:a9fe:a9fe]/", "http://0.0.0.0/", "http://[::]/"]
)
def test_they_are_refused_as_the_host_of_a_url_too(allow, url):
    allow("169.254.169.254,0.0.0.0,::,::ffff:169.254.169.254,0.0.0.0/0,::/0")
    with pytest.raises(ModelError, match="and is refused"):
        pin(url)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "127.8.8.8",
        "::1",
        "10.0.0.5",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "fd12::1",
        "::ffff:10.0.0.5",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:5",
        "2002:a00:5::",
    ],
)
def test_a_name_that_leads_inside_needs_its_address_allowed(allow, ip):
    allow("a.example")
    with pytest.raises(ModelError, match=r"must be allowed itself\. 'a\.example' leads to"):
        pin("http://a.example/", ip)
    with pytest.raises(ModelError, match="must be allowed itself"):
        pin("http://a.example/", PUBLIC, ip)
    allow(f"a.example,{ip}")
    assert pin("http://a.example/", ip)


def test_localhost_is_this_machine_by_its_name(allow):
    allow("localhost")
    assert pin("http://localhost:5000/", "::1", "127.0.0.1") == ("::1", "127.0.0.1")
    with pytest.raises(ModelError, match="must be allowed itself"):
        pin("http://localhost:5000/", "10.0.0.5")


def test_a_name_server_that_changes_its_answer_is_asked_once(allow):
    allow("a.example")
    answers = iter([[PUBLIC], ["127.0.0.1"], ["169.254.169.254"]])
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return next(answers)

    assert pinned(parse_address("http://a.example/"), rebinding) == (PUBLIC,)
    assert asked == ["a.example"]


@pytest.mark.parametrize("error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label")])
def test_a_name_that_nobody_knows(allow, error):
    def fails(host, port):
        raise error

    allow("a.example")
    with pytest.raises(ModelError, match=r"There is none for the name 'a\.example'"):
        pinned(parse_address("http://a.example/"), fails)
    with pytest.raises(ModelError, match="has none"):
        pin("http://a.example/")


def test_the_real_resolver():
    assert "127.0.0.1" in look_up("localhost", 80)
    with pytest.raises(OSError, match=r".*"):
        look_up("no-such-host.invalid", 80)


def test_what_is_local():
    assert is_local(parse_address("http://10.0.0.5/").ip)
    assert not is_local(parse_address(f"http://{PUBLIC}/").ip)
    assert not is_local(parse_address(f"http://[{OTHER}]/").ip)
