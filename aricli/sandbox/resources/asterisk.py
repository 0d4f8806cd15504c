"""/asterisk"""

from __future__ import annotations

import re
from typing import Any

from aricli.sandbox import variables
from aricli.sandbox.clock import iso
from aricli.sandbox.events import ASTERISK_ID
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.modules import Module, modules
from aricli.sandbox.reply import NO_CONTENT, Deadly, Refusal, Reply
from aricli.sandbox.request import Request
from aricli.sandbox.settings import VERSION

_SORCERY = frozenset(
    [
        "endpoint",
        "aor",
        "auth",
        "contact",
        "identify",
        "transport",
        "registration",
        "global",
        "system",
        "acl",
        "domain_alias",
        "resource_list",
    ]
)
_FIXED = frozenset({"endpoint", "aor", "global", "system", "acl"})
_KNOWN_LEVELS = ("NOTICE", "WARNING", "ERROR", "DEBUG", "VERBOSE", "DTMF", "FAX", "SECURITY", "*")
_LOGS = {
    "/var/log/asterisk/messages.log": ("File", "NOTICE WARNING ERROR "),
    "": ("Console", "NOTICE WARNING ERROR VERBOSE "),
}
"""The configured log channels; a rotation forgets all others."""


class Asterisk:
    """The server itself."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._modules = modules()
        self._logs = dict(_LOGS)

    async def ping(self, request: Request) -> Reply:
        now = iso(self._exchange.clock.time())
        return Reply(200, {"ping": "pong", "timestamp": now, "asterisk_id": ASTERISK_ID})

    async def get_info(self, request: Request) -> Reply:
        started = iso(int(self._exchange.started))
        parts: dict[str, Any] = {
            "build": {
                "os": "Linux",
                "kernel": "unknown",
                "machine": "unknown",
                "options": "OPTIONAL_API",
                "date": "2026-07-20 21:35:32 UTC",
                "user": "sandbox",
            },
            "system": {"version": VERSION, "entity_id": ASTERISK_ID},
            "config": {"name": "", "default_language": "en", "setid": {"user": "", "group": ""}},
            "status": {"startup_time": started, "last_reload_time": started},
        }
        only = request.params.items("only")
        if None in only:
            raise Deadly("a part of the information that is no string")
        asked = {part.lower() for part in only if part is not None}
        wanted = [part for part in parts if not only or part in asked]
        return Reply(200, {part: parts[part] for part in wanted})

    async def list_modules(self, request: Request) -> Reply:
        return Reply(200, [module.to_json() for module in self._modules.values()])

    async def get_module(self, request: Request) -> Reply:
        name = request["moduleName"]
        if name not in self._modules and f"{name}.so" in self._modules:
            raise Refusal(409, "Module information could not be retrieved")
        module = self._module(name, "Module could not be found in running modules")
        return Reply(200, module.to_json())

    async def load_module(self, request: Request) -> Reply:
        module = self._modules.get(_file_name(request))
        if module is None:
            raise Refusal(409, "Module load declined")
        if module.loaded:
            raise Refusal(409, "Module is already loaded")
        module.loaded = True
        return NO_CONTENT

    async def unload_module(self, request: Request) -> Reply:
        module = self._module(_file_name(request), "Module not found in running modules")
        if module.use_count:
            raise Refusal(409, "Module could not be unloaded")
        module.loaded = False
        return NO_CONTENT

    async def reload_module(self, request: Request) -> Reply:
        module = self._module(_file_name(request), "Module not found in running modules")
        if not module.reloads:
            raise Refusal(409, "Module does not support reloading")
        return NO_CONTENT

    async def list_log_channels(self, request: Request) -> Reply:
        listed = [
            {"channel": name, "type": kind, "status": "Enabled", "configuration": levels}
            for name, (kind, levels) in self._logs.items()
        ]
        return Reply(200, listed)

    async def add_log(self, request: Request) -> Reply:
        levels = request.params.text("configuration")
        if not levels:
            raise Refusal(400, "Configuration levels are required")
        path = self._log_path(request)
        if path in self._logs:
            raise Refusal(409, "Log channel already exists")
        words = [word for word in levels.upper().split(",") if word in _KNOWN_LEVELS]
        self._logs = {path: ("File", "".join(f"{word} " for word in words)), **self._logs}
        return NO_CONTENT

    async def delete_log(self, request: Request) -> Reply:
        del self._logs[self._known_log(request)]
        return NO_CONTENT

    async def rotate_log(self, request: Request) -> Reply:
        self._known_log(request)
        self._logs = dict(_LOGS)
        return NO_CONTENT

    async def get_global_var(self, request: Request) -> Reply:
        name = self._variable_name(request)
        return Reply(200, {"value": variables.read_global(self._exchange, name)})

    async def set_global_var(self, request: Request) -> Reply:
        name = self._variable_name(request)
        inner = re.fullmatch(r"GLOBAL\((.*)\)", name)
        value = request.params.text("value") or ""
        self._exchange.set_global(inner[1] if inner else name, value)
        return NO_CONTENT

    async def get_object(self, request: Request) -> Reply:
        name = self._sorcery_object(request)
        if request["objectType"] not in ("endpoint", "aor") or not self._is_endpoint(name):
            raise Refusal(404, f"Object with id '{name}' not found")
        given = {"context": "default", "allow": "(ulaw)", "aors": name, "transport": ""}
        return Reply(200, [{"attribute": key, "value": value} for key, value in given.items()])

    async def update_object(self, request: Request) -> Reply:
        name, kind = self._sorcery_object(request), request["objectType"]
        if self._is_endpoint(name) and kind in _FIXED:
            raise Refusal(403, f"Cannot update sorcery objects of type '{kind}'")
        if kind in _FIXED:
            raise Refusal(403, f"Cannot create sorcery objects of type '{kind}'")
        raise Refusal(
            400, f"Creation of object '{name}' failed field value validation", "Bad request"
        )

    async def delete_object(self, request: Request) -> Reply:
        name, kind = self._sorcery_object(request), request["objectType"]
        if self._is_endpoint(name) and kind in _FIXED:
            raise Refusal(403, f"Could not delete object with id '{name}'")
        raise Refusal(404, f"Object with id '{name}' not found")

    def _is_endpoint(self, name: str) -> bool:
        return name in self._exchange.settings.endpoints

    @staticmethod
    def _sorcery_object(request: Request) -> str:
        config_class, kind = request["configClass"], request["objectType"]
        if config_class != "res_pjsip":
            raise Refusal(404, f"configClass '{config_class}' not found")
        if kind not in _SORCERY:
            raise Refusal(404, f"objectType '{kind}' not found")
        return request["id"]

    def _module(self, name: str, unknown: str) -> Module:
        module = self._modules.get(name)
        if module is None or not module.loaded:
            raise Refusal(404, unknown)
        return module

    @staticmethod
    def _variable_name(request: Request) -> str:
        name = request.params.text("variable")
        if not name:
            raise Refusal(400, "Variable name is required")
        return name

    @staticmethod
    def _log_path(request: Request) -> str:
        name = request["logChannelName"]
        return name if name.startswith("/") else f"/var/log/asterisk/{name}"

    def _known_log(self, request: Request) -> str:
        name = request["logChannelName"]
        for path in (name, self._log_path(request)):
            if path and path in self._logs:
                return path
        raise Refusal(404, "Log channel does not exist")


def _file_name(request: Request) -> str:
    name = request["moduleName"]
    return name if name.endswith(".so") else f"{name}.so"
