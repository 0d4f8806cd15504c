"""Tiny servers on loopback: one that answers as ARI does, with or without TLS, and a proxy."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

EVENT = {"type": "ChannelVarset", "application": "my-app", "variable": "A", "value": "1"}

APPLICATION = {
    "name": "my-app",
    "channel_ids": [],
    "bridge_ids": [],
    "endpoint_ids": [],
    "device_names": [],
}


class Server:
    """A server in a thread, for the length of a ``with`` block."""

    def __init__(self, handler: type[BaseHTTPRequestHandler], **settings: Any) -> None:
        """Take a port; `settings` are attributes of the handler's server."""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self.seen: list[tuple[str, ...]] = []
        vars(self._http).update(settings, seen=self.seen)
        self.port = self._http.server_port
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))

    def speak_tls(self, certificate: Path) -> None:
        """Speak TLS with this certificate and its key, in one file."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._http.socket = context.wrap_socket(
            self._http.socket, server_side=True, do_handshake_on_connect=False
        )

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """A client that goes away in the middle is no fault."""
        try:
            super().handle()
        except OSError:
            self.close_connection = True


class _Ari(_Quiet):
    def do_GET(self) -> None:
        """Answer one request."""
        self.server.seen.append((self.command, self.path, self.headers["Authorization"]))
        login = base64.b64encode(":".join(self.server.login).encode()).decode()
        path = self.path.partition("?")[0].removeprefix(self.server.prefix)
        if self.server.redirect:
            self._answer(302, {}, {"Location": self.server.redirect})
        elif self.headers["Authorization"] != f"Basic {login}":
            self._answer(401, {"error": "Unauthorized"})
        elif path == "/ari/events":
            self._stream()
        elif path == "/ari/asterisk/info":
            self._answer(200, {"system": {"version": self.server.version}})
        elif path == "/ari/channels":
            self._answer(200, [])
        elif path == "/ari/applications/my-app":
            self._answer(200, APPLICATION)
        else:
            self._answer(404, {"message": "Channel not found"})

    do_POST = do_DELETE = do_GET

    def _answer(self, status: int, data: object, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        """A WebSocket with one event; it stays open until the client leaves."""
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.send_header("Sec-WebSocket-Accept", accept)
        self.end_headers()
        event = json.dumps(EVENT).encode()
        self.wfile.write(bytes([0x81, len(event)]) + event)
        self.rfile.read()
        self.close_connection = True


class _Proxy(_Quiet):
    def do_CONNECT(self) -> None:
        """Be a pipe to the host asked for."""
        self.server.seen.append((self.command, self.path))
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port))) as there:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_pour, args=(there, self.connection))
            back.start()
            _pour(self.connection, there)
            back.join()
        self.close_connection = True

    def do_GET(self) -> None:
        """Pass a request on, and its answer back."""
        self.server.seen.append((self.command, self.path))
        host, port = self.path.split("/")[2].split(":")
        with socket.create_connection((host, int(port))) as there:
            path = "/" + self.path.split("/", 3)[3]
            headers = f"Authorization: {self.headers['Authorization']}\r\nConnection: close"
            there.sendall(f"GET {path} HTTP/1.1\r\n{headers}\r\n\r\n".encode())
            _pour(there, self.connection)
        self.close_connection = True


def _pour(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


def ari(
    login: tuple[str, str], *, prefix: str = "", redirect: str = "", version: str = "22.10.1"
) -> Server:
    """A server with one user, below a path prefix, or one that sends everybody elsewhere."""
    return Server(_Ari, login=login, prefix=prefix, redirect=redirect, version=version)


def proxy() -> Server:
    """An HTTP proxy."""
    return Server(_Proxy)


def certificate(folder: Path) -> Path:
    """A self-signed certificate for 127.0.0.1, with its key, in one file."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    both = folder / "server.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    subprocess.run(
        [
            *command.split(),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", folder / "key.pem", "-out", folder / "ca.pem"),
        ],
        check=True,
        capture_output=True,
    )
    both.write_text((folder / "ca.pem").read_text() + (folder / "key.pem").read_text())
    return both
