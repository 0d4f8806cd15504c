"""The way to a server: TLS, proxies, path prefixes and redirects, for requests and the stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aricli.ari.client import Ari
from aricli.ari.request import Request
from aricli.ari.rest import Rest
from aricli.ari.server import Server
from aricli.ari.stream import EventStream
from aricli.errors import AriError, ConfigError, ConnectError
from tests.unit import fake_ari

LOGIN = ("asterisk", "pass word")


def ask(server: Server) -> None:
    """Send one request."""
    with Ari.over(Rest(server)) as ari:
        assert ari.send(Request("GET", "/channels")).json() == []


def listen(server: Server) -> None:
    """Take one event."""
    with closing(EventStream(server, ["my-app"])) as stream:
        stream.connect()
        assert b"ChannelVarset" in stream.read()[0]


both = pytest.mark.parametrize("use", [ask, listen])
Use = Callable[[Server], None]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that no system trusts."""
    return fake_ari.certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def plain() -> Iterator[fake_ari.Server]:
    """ARI without TLS."""
    with fake_ari.ari(LOGIN) as server:
        yield server


@pytest.fixture
def secure(certificate: Path) -> Iterator[fake_ari.Server]:
    """ARI with TLS."""
    server = fake_ari.ari(LOGIN)
    server.speak_tls(certificate)
    with server:
        yield server


@pytest.fixture
def proxy() -> Iterator[fake_ari.Server]:
    """A proxy."""
    with fake_ari.proxy() as server:
        yield server


@both
def test_a_certificate_named_is_trusted(
    use: Use, secure: fake_ari.Server, certificate: Path
) -> None:
    ca = str(certificate.with_name("ca.pem"))
    use(Server(f"https://127.0.0.1:{secure.port}", *LOGIN, ca_cert=ca))


@both
def test_a_certificate_of_the_system_is_trusted(
    use: Use, secure: fake_ari.Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_name("ca.pem")))
    use(Server(f"https://127.0.0.1:{secure.port}", *LOGIN))


@both
@pytest.mark.parametrize("variable", ["WEBSOCKET_CLIENT_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
def test_an_unknown_certificate_is_refused(
    use: Use,
    secure: fake_ari.Server,
    certificate: Path,
    variable: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ca = str(certificate.with_name("ca.pem"))
    monkeypatch.setenv(variable, ca)
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", ca)
    with pytest.raises(ConnectError, match="self-signed certificate") as refused:
        use(Server(f"https://127.0.0.1:{secure.port}", *LOGIN))
    assert refused.value.hint == "name the file of the certificate to trust with `ca_cert`"
    assert "_ssl.c" not in str(refused.value)
    assert secure.seen == []


@both
def test_a_certificate_for_another_host_is_refused(
    use: Use, secure: fake_ari.Server, certificate: Path
) -> None:
    ca = str(certificate.with_name("ca.pem"))
    with pytest.raises(ConnectError, match="not valid for 'localhost'") as refused:
        use(Server(f"https://localhost:{secure.port}", *LOGIN, ca_cert=ca))
    assert refused.value.hint == "name the host in the URL as the certificate does"
    assert secure.seen == []


@both
def test_another_authority_than_the_one_named_is_told(
    use: Use, secure: fake_ari.Server, tmp_path: Path
) -> None:
    other = str(fake_ari.certificate(tmp_path).with_name("ca.pem"))
    with pytest.raises(ConnectError) as refused:
        use(Server(f"https://127.0.0.1:{secure.port}", *LOGIN, ca_cert=other))
    assert refused.value.hint.startswith(f"the certificates in {other} do not vouch for it")


@both
@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_insecure_trusts_anyone(use: Use, secure: fake_ari.Server) -> None:
    use(Server(f"https://127.0.0.1:{secure.port}", *LOGIN, insecure=True))


@both
@pytest.mark.parametrize("content", [None, "no certificate"])
def test_an_unusable_certificate_file_is_named(
    use: Use, content: str | None, tmp_path: Path
) -> None:
    ca = tmp_path / "ca.pem"
    if content:
        ca.write_text(content)
    with pytest.raises(ConfigError, match=r"ca\.pem") as refused:
        use(Server("https://127.0.0.1:1", *LOGIN, ca_cert=str(ca)))
    assert "_ssl.c" not in str(refused.value)


@both
def test_tls_to_a_port_without_it_says_so(use: Use, plain: fake_ari.Server) -> None:
    with pytest.raises(ConnectError) as refused:
        use(Server(f"https://127.0.0.1:{plain.port}", *LOGIN))
    assert refused.value.hint == "does that port speak TLS? without it the URL is http://"


@both
def test_no_tls_to_a_port_that_speaks_it_says_so(use: Use, secure: fake_ari.Server) -> None:
    with pytest.raises(ConnectError) as refused:
        use(Server(f"http://127.0.0.1:{secure.port}", *LOGIN))
    assert refused.value.hint.endswith("if that port speaks TLS, the URL begins with https://")


@both
@pytest.mark.parametrize("tls", [False, True])
def test_a_proxy_asked_for_is_used(
    use: Use,
    tls: bool,
    plain: fake_ari.Server,
    proxy: fake_ari.Server,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1,*")
    scheme = "http"
    if tls:
        plain.speak_tls(certificate)
        scheme = "https"
    use(
        Server(
            f"{scheme}://127.0.0.1:{plain.port}",
            *LOGIN,
            proxy=f"http://127.0.0.1:{proxy.port}",
            ca_cert=str(certificate.with_name("ca.pem")),
        )
    )
    tunnelled = tls or use is listen
    assert [method for method, _ in proxy.seen] == ["CONNECT" if tunnelled else "GET"]


def test_connections_kept_too_long_are_dropped_behind_a_proxy_too(
    secure: fake_ari.Server,
    proxy: fake_ari.Server,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ca, through = str(certificate.with_name("ca.pem")), f"http://127.0.0.1:{proxy.port}"
    server = Server(f"https://127.0.0.1:{secure.port}", *LOGIN, ca_cert=ca, proxy=through)
    with Ari.over(Rest(server)) as ari:
        for idle, connections in ((60, 1), (60, 1), (-1, 2)):
            monkeypatch.setattr("aricli.ari.rest._IDLE", idle)
            ari.send(Request("GET", "/channels"))
            assert len(proxy.seen) == connections


@both
@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"])
def test_a_proxy_of_the_environment_is_not_used(
    use: Use,
    variable: str,
    plain: fake_ari.Server,
    proxy: fake_ari.Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, f"http://127.0.0.1:{proxy.port}")
    use(Server(f"http://127.0.0.1:{plain.port}", *LOGIN))
    assert proxy.seen == []


@both
def test_a_dead_proxy_is_named(use: Use, plain: fake_ari.Server) -> None:
    with pytest.raises(ConnectError, match=r"through http://127\.0\.0\.1:1: Connection refused"):
        use(Server(f"http://127.0.0.1:{plain.port}", *LOGIN, proxy="http://127.0.0.1:1"))
    assert plain.seen == []


@both
@pytest.mark.parametrize("proxy", ["socks5://h:1", "http://h", "h:3128", "http://u:hush@h:1"])
def test_a_proxy_that_cannot_be_used_is_refused(use: Use, proxy: str) -> None:
    with pytest.raises(ConfigError) as refused:
        use(Server("http://127.0.0.1:1", *LOGIN, proxy=proxy))
    assert "hush" not in str(refused.value)


@both
def test_a_path_prefix_is_kept(use: Use) -> None:
    with fake_ari.ari(LOGIN, prefix="/pbx/one") as server:
        use(Server(f"http://127.0.0.1:{server.port}/pbx/one/", *LOGIN))


@both
def test_a_redirect_never_gets_the_password(use: Use, plain: fake_ari.Server) -> None:
    scheme = "ws" if use is listen else "http"
    elsewhere = f"{scheme}://127.0.0.1:{plain.port}/ari/events"
    with fake_ari.ari(LOGIN, redirect=elsewhere) as server:
        try:
            use(Server(f"http://127.0.0.1:{server.port}", *LOGIN))
        except (AriError, AssertionError):
            assert server.seen
        assert plain.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "http://asterisk:hush@localhost",
        "http://asterisk:hush",
        "http://asterisk:hush/x@localhost",
        "asterisk:hush@localhost",
        "http://[asterisk:hush@localhost",
        "http://localhost/?api_key=asterisk:hush",
    ],
)
def test_a_url_with_a_password_is_refused_without_showing_it(url: str) -> None:
    server = Server(url, *LOGIN)
    with pytest.raises(ConfigError) as refused:
        _ = server.root
    shown = f"{refused.value} {refused.value.hint}"
    assert "hush" not in shown
    assert refused.value.__cause__ is None


def test_a_server_does_not_show_its_password() -> None:
    assert "pass word" not in repr(Server("http://localhost", *LOGIN))
