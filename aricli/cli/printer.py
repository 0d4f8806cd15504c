"""What ``aricli listen`` prints: events, what behaviours say, and what goes on."""

from __future__ import annotations

import dataclasses
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, TextIO

from aricli.cli.foreign import Writer
from aricli.cli.outlet import Outlet
from aricli.cli.output import compact, event_line
from aricli.cli.text import tell, visible
from aricli.engine.behaviour import Behaviour
from aricli.engine.call import Call
from aricli.engine.intake import Message
from aricli.engine.resync import Gap
from aricli.errors import AppReplaced, AriError, Disconnected, PluginError

End = Callable[[Exception | None], None]


class Printer:
    """Audience of the engine and observer of the stream: prints, and says when it is enough.

    Args:
        output: The output format of events.
        apps: The applications that are held.
        silent: Applications whose events are not shown.
        events_only: Whether stdout is for events alone; behaviours then speak on stderr.
    """

    def __init__(
        self, output: str, apps: Sequence[str], silent: set[str], *, events_only: bool
    ) -> None:
        self._output = output
        self._apps = set(apps)
        self._silent = silent
        self._spoken_to: TextIO = sys.stderr if events_only else sys.stdout
        self._outlet = Outlet(lambda error: self.end(error))
        self._types: set[str] = set()
        self._left: int | None = None
        self.writer: Writer | None = None
        self.strict_plugins = False
        self.takeover: Callable[[], None] | None = None
        self.end: End = lambda error: None

    def limit(self, types: Sequence[str] | None, count: int | None) -> None:
        """Show events of these types only, and no more than so many."""
        self._types = set(types or ())
        self._left = count

    def said(self, kind: type[Behaviour], text: str) -> None:
        """Print a line of a behaviour."""
        self._outlet.write(self._spoken_to, [visible(text).encode()])

    def failed(self, call: Call, what: str, error: Exception) -> None:
        """Tell of a handler that raised."""
        where = f"{what} of channel {call.channel.id}"
        self._blame(call.kind.__name__, where, error)

    def plugin_failed(self, plugin: str, hook: str, error: Exception) -> None:
        """Tell of a hook that raised."""
        self._blame(f"plugin {plugin}", hook, error)

    def _blame(self, who: str, where: str, error: Exception) -> None:
        hint = f" ({error.hint})" if isinstance(error, AriError) and error.hint else ""
        message = f"{who} failed in {where}: {type(error).__name__}: {error}{hint}"
        if os.environ.get("ARICLI_DEBUG") == "1":
            traceback.print_exception(error)
        if self.strict_plugins:
            self.end(PluginError(message, "leave --strict-plugins out to go on all the same"))
        else:
            tell(message)

    def tell(self, text: str) -> None:
        """Say something about a plugin on stderr."""
        tell(text)

    def set_aside(self, kind: type[Behaviour]) -> None:
        """Tell of a behaviour that failed too often."""
        tell(f"{kind.__name__} failed too often and is set aside; new calls go on in the dialplan")

    def events(self, messages: Sequence[Message]) -> None:
        """Print events, up to the count that is wanted."""
        if self._left is None and self._silent >= self._apps:
            return
        shown = []
        for message, raw in messages:
            if self._types and raw["type"] not in self._types:
                continue
            if self._left is not None:
                if self._left == 0:
                    break
                self._left -= 1
            if raw.get("application") not in self._silent:
                shown.append((message, raw))
        if shown:
            self._outlet.write(sys.stdout, self._written(shown))
        if self._left == 0:
            self.end(None)

    @property
    def prints_all(self) -> bool:
        """Whether every event is printed as it came."""
        return self._output == "jsonl" and not (self._types or self._silent or self._left)

    def lines(self, lines: Sequence[bytes]) -> None:
        """Print events as they came."""
        self._outlet.write(sys.stdout, lines)

    def odd(self, message: bytes) -> None:
        """Tell of a message that is no event."""
        tell(f"passed over what is no event: {message[:80].decode(errors='replace')}")

    def replaced(self, app: str) -> None:
        """Another client took an application over: the end, once the last is lost."""
        error = AppReplaced(
            f"another client took over the application {app}; Asterisk does not say which",
            "one client at a time holds an application; stop the other, or use another name",
        )
        if self.takeover:
            tell(f"{error}; taking it back")
            self.takeover()
            return
        self._apps.discard(app)
        if self._apps:
            tell(str(error))
        else:
            self.end(error)

    def lost(self, error: Disconnected) -> None:
        """Tell that the connection is lost."""
        tell(f"{error}; connecting again")

    def trouble(self, error: AriError) -> None:
        """Tell that the server does not say what was missed."""
        tell(f"cannot find out what was missed: {error}")

    def gap(self, gap: Gap) -> None:
        """Tell what was found after a gap, or dropped, as a line among the events too."""
        tell(str(gap))
        if self._output == "jsonl" and not self._silent >= self._apps:
            line = {"type": "AricliGap", **dataclasses.asdict(gap)}
            self._outlet.write(sys.stdout, [compact(line)])

    def _written(self, shown: Sequence[Message]) -> list[bytes]:
        if self.writer:
            return self.writer([raw for _, raw in shown])
        return [self._event(*each) for each in shown]

    def _event(self, message: bytes, raw: dict[str, Any]) -> bytes:
        if self._output == "table":
            return event_line(raw).encode()
        if self._output == "id":
            return str(raw.get("channel", {}).get("id", "")).encode()
        return compact(raw) if b"\n" in message else message

    def close(self) -> None:
        """Let the rest be read, and tell what could not be."""
        self._outlet.close()
        if self._outlet.dropped:
            tell(f"{self._outlet.dropped} lines were dropped: our output is read too slowly")
