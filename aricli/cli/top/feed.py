"""Keeps the scene up to date: an application of our own for events, a look now and then."""

from __future__ import annotations

import contextlib
import queue
import threading

from aricli.ari.client import Ari
from aricli.ari.server import Server
from aricli.ari.watch import Watch
from aricli.cli.top.scene import Scene
from aricli.errors import AriError, NotAllowed

_SOURCES = ("channel:", "bridge:")
_LOOK = 5.0
"""Seconds between looks at the server."""
_PAUSE = 1.0
"""Seconds before a lost connection is made again."""
_PATIENCE = 0.5
"""Seconds within which it notices that it is to end."""


class Feed:
    """Two threads beside the screen, so that it never waits. Use as a context manager.

    Who may only read gets no events: looking at the server has to do then.

    Args:
        server: Where the events come from.
        ari: A client for it.
        scene: What to keep up to date.

    Raises:
        AriError: On entry, if the server does not answer.
    """

    def __init__(self, server: Server, ari: Ari, scene: Scene) -> None:
        self._server = server
        self._ari = ari
        self._scene = scene
        self._over = threading.Event()
        self._doomed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=run, name=f"top-{name}", daemon=True)
            for name, run in (("events", self._listen), ("looks", self._look_on))
        ]

    def __enter__(self) -> Feed:
        self.look()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._doomed.put(None)
        for thread in self._threads:
            thread.join(timeout=2)

    def hang_up(self, channel: str) -> None:
        """Hang a channel up; what goes wrong will be seen on the scene."""
        self._doomed.put(channel)

    def look(self) -> None:
        """Ask the server what there is.

        Raises:
            AriError: If it does not tell.
        """
        self._scene.look()
        channels = [each.raw for each in self._ari.channels.list()]
        self._scene.seen(channels, [each.raw for each in self._ari.bridges.list()])

    def _look_on(self) -> None:
        while not self._over.is_set():
            channel = None
            with contextlib.suppress(queue.Empty):
                channel = self._doomed.get(timeout=_LOOK)
            if self._over.is_set():
                return
            try:
                if channel:
                    self._ari.channels.hangup(channel)
                self.look()
            except AriError as error:
                self._scene.troubles["looks"] = str(error)
            else:
                self._scene.troubles["looks"] = ""

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                self._watch()
            except NotAllowed as error:
                self._scene.troubles["events"] = f"no events: {error}"
                return
            except AriError as error:
                self._scene.troubles["events"] = f"no events: {error}"
                self._over.wait(_PAUSE)

    def _watch(self) -> None:
        with Watch(self._server, self._ari, *_SOURCES) as watch:
            self._scene.troubles["events"] = ""
            while not self._over.is_set():
                event = watch.next(_PATIENCE)
                if event is not None:
                    self._scene.event(event)
