"""What mends a fault: lines for Asterisk's configuration files, or a command to type."""

from __future__ import annotations

import shlex
from urllib.parse import urlsplit

from aricli.ari.server import Server
from aricli.cli.doctor.visit import Visit

RELOAD_ARI = "asterisk -rx 'module reload res_ari.so'"
RELOAD_HTTP = "asterisk -rx 'module reload http'"

PLACE = "check host, port and path of the URL; a path is what prefix= in http.conf says"
ENABLED = f"""\
in ari.conf, and with res_ari.so loaded:
  [general]
  enabled = yes
then:  {RELOAD_ARI}
if http.conf has a prefix:  --url http://HOST:PORT/PREFIX"""
RECORDINGS = """\
mkdir -p /var/spool/asterisk/recording
chown asterisk: /var/spool/asterisk/recording"""
SLOW_LINK = f"""\
so that Asterisk does not cut off who is slow to read for 100 ms, in ari.conf:
  [general]
  websocket_write_timeout = 1000
then:  {RELOAD_ARI}"""

UPGRADE = "have the proxy in between pass the headers Upgrade and Connection on"


def name(host: str) -> str:
    """For a name without an address."""
    return f"check the host in the URL, DNS, or /etc/hosts:  getent hosts {shlex.quote(host)}"


def listening(visit: Visit) -> str:
    """For a port at which nothing listens."""
    if visit.server.proxy:
        return "is that the proxy's address, and does it run?"
    secure = visit.server.url.startswith("https:")
    parts = urlsplit(visit.server.url)
    if not parts.port:
        usual = 8089 if secure else 8088
        named = parts._replace(netloc=f"{parts.netloc}:{usual}").geturl()
        return f"name the port, {usual} unless http.conf has another:  --url {named}"
    host, port = visit.way
    if secure:
        return tls(_bound(host), port)
    return f"""\
with Asterisk running, and no firewall in between, in http.conf:
  [general]
  enabled = yes
  bindaddr = {_bound(host)}
  bindport = {port}
then:  {RELOAD_HTTP}"""


def tls(address: str = "0.0.0.0", port: int = 8089) -> str:
    """For a server that does not speak TLS, or not there."""
    return f"""\
in http.conf, and with https:// and that port in the URL:
  [general]
  enabled = yes
  tlsenable = yes
  tlsbindaddr = {f"[{address}]" if ":" in address else address}:{port}
  tlscertfile = /etc/asterisk/keys/asterisk.crt
  tlsprivatekey = /etc/asterisk/keys/asterisk.key
then:  {RELOAD_HTTP}"""


def _bound(host: str) -> str:
    """What Asterisk has to listen at so that it is reached under this name or address."""
    if host in {"localhost", "127.0.0.1", "::1"}:
        return host.replace("localhost", "127.0.0.1")
    return "::" if ":" in host else "0.0.0.0"


def not_http(visit: Visit) -> str:
    """For a port that is open and speaks something else."""
    host, port = visit.way
    if visit.server.url.startswith("https:"):
        return PLACE
    return f"perhaps it speaks TLS:  --url https://{host}:{port}"


def certificate(server: Server) -> str:
    """For a certificate that is not, or not known to be, the server's."""
    return (
        "have the certificate name the URL's host, and trust whoever signed it:"
        f"  aricli login --url {server.url} --ca-cert FILE"
    )


def user(username: str, *lines: str) -> str:
    """For a user whose section needs these lines."""
    section = "".join(f"  {line}\n" for line in ("type = user", *lines))
    return f"in ari.conf:\n  [{username}]\n{section}then:  {RELOAD_ARI}"


def load(*modules: str) -> str:
    """For modules that are missing."""
    return "\n".join(
        [f"asterisk -rx 'module load {each}'" for each in modules]
        + ["and leave no noload= of them in modules.conf"]
    )
