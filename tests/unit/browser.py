"""Chromium without a window, driven over its own debugging protocol."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import websocket

_STARTS_WITHIN = 30.0


class Browser:
    """One page of one Chromium, for the length of a ``with`` block."""

    def __init__(self, home: Path) -> None:
        """Keep what it writes in `home`; skip the test where there is no Chromium."""
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if not program:
            pytest.skip("no chromium: Debian's package chromium has it")
        self._port_file = home / "profile" / "DevToolsActivePort"
        self._ids = itertools.count(1)
        self._process = subprocess.Popen(
            [
                *(program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"),
                *("--disable-dev-shm-usage", "--remote-debugging-port=0"),
                *(f"--user-data-dir={home / 'profile'}", "about:blank"),
            ],
            env=os.environ | {"HOME": str(home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Browser:
        try:
            self._socket = websocket.create_connection(
                self._page(), suppress_origin=True, timeout=_STARTS_WITHIN
            )
        except BaseException:
            self._end()
            raise
        self._send("Page.enable")
        return self

    def __exit__(self, *exception: object) -> None:
        self._socket.close()
        self._end()

    def _end(self) -> None:
        self._process.terminate()
        self._process.wait()

    def open(self, path: Path) -> None:
        """Show a file and wait until it is loaded."""
        self._send("Page.navigate", url=path.as_uri())
        while json.loads(self._socket.recv()).get("method") != "Page.loadEventFired":
            pass

    def emulate(self, *, width: int, dark: bool = False) -> None:
        """Be a screen so wide, in the light or in the dark."""
        self._send(
            "Emulation.setDeviceMetricsOverride",
            **{"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._send("Emulation.setEmulatedMedia", features=[scheme])

    def press(self, key: str, code: int) -> None:
        """Press a key and let it go."""
        for kind in ("rawKeyDown", "char", "keyUp"):
            self._send(
                "Input.dispatchKeyEvent",
                **{"type": kind, "key": key, "windowsVirtualKeyCode": code, "text": "\r"},
            )

    def run(self, script: str) -> Any:
        """The value of an expression on the page, a promise's when it is kept."""
        answer = self._send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def names(self, role: str) -> list[str]:
        """What assistive technology calls the things of a role."""
        self._send("Accessibility.enable")
        nodes = self._send("Accessibility.getFullAXTree")["nodes"]
        return [
            each["name"]["value"]
            for each in nodes
            if not each["ignored"] and each["role"]["value"] == role
        ]

    def _send(self, method: str, **params: Any) -> Any:
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return answer["result"]

    def _page(self) -> str:
        """The address of the page's debugger."""
        deadline = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            if self._port_file.exists() and "\n" in self._port_file.read_text():
                port = self._port_file.read_text().split()[0]
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list") as reply:
                    pages = [each for each in json.load(reply) if each["type"] == "page"]
                if pages:
                    return str(pages[0]["webSocketDebuggerUrl"])
            time.sleep(0.05)
        raise AssertionError("Chromium did not start")
