"""/asterisk"""

from __future__ import annotations

from typing import Any

from aricli.sandbox import variables
from aricli.sandbox.clock import iso
from aricli.sandbox.events import ASTERISK_ID
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.logs import BadFacility, Logs
from aricli.sandbox.modules import Module, modules
from aricli.sandbox.reply import NO_CONTENT, Refusal, Reply
from aricli.sandbox.request import Request
from aricli.sandbox.resources.dynamic import DynamicConfiguration
from aricli.sandbox.settings import VERSION


class Asterisk(DynamicConfiguration):
    """The server itself."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange)
        self._modules = modules()
        self._logs = Logs()

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
                "options": "OPTIONAL_API, TEST_FRAMEWORK",
                "date": "2026-07-20 21:35:32 UTC",
                "user": "sandbox",
            },
            "system": {"version": VERSION, "entity_id": ASTERISK_ID},
            "config": {"name": "", "default_language": "en", "setid": {"user": "", "group": ""}},
            "status": {"startup_time": started, "last_reload_time": started},
        }
        only = list(request.params.texts("only"))
        asked = {part.lower() for part in only}
        wanted = [part for part in parts if not only or part in asked]
        return Reply(200, {part: parts[part] for part in wanted})

    async def list_modules(self, request: Request) -> Reply:
        there = [module for module in self._modules.values() if module.loaded]
        return Reply(200, [module.to_json() for module in there])

    async def get_module(self, request: Request) -> Reply:
        module = self._module(request, "Module could not be found in running modules")
        if module.name != request["moduleName"]:
            raise Refusal(409, "Module information could not be retrieved")
        return Reply(200, module.to_json())

    async def load_module(self, request: Request) -> Reply:
        module = self._modules.get(_file_name(request))
        if module is None:
            raise Refusal(409, "Module load declined")
        if module.loaded:
            raise Refusal(409, "Module is already loaded")
        module.loaded = True
        if module.declined:
            raise Refusal(409, "Module load declined")
        self._exchange.resources_missing.discard(module.resource)
        return NO_CONTENT

    async def unload_module(self, request: Request) -> Reply:
        module = self._module(request, "Module not found in running modules")
        if module.use_count:
            raise Refusal(409, "Module could not be unloaded")
        module.loaded = False
        self._exchange.resources_missing.add(module.resource)
        return NO_CONTENT

    async def reload_module(self, request: Request) -> Reply:
        module = self._module(request, "Module not found in running modules")
        if module.declined:
            raise Refusal(409, "Module has not been initialized")
        if not module.reloads:
            raise Refusal(409, "Module does not support reloading")
        return NO_CONTENT

    async def list_log_channels(self, request: Request) -> Reply:
        return Reply(200, self._logs.to_json())

    async def add_log(self, request: Request) -> Reply:
        levels = request.params.text("configuration")
        if not levels:
            raise Refusal(400, "Configuration levels are required")
        try:
            added = self._logs.add(request["logChannelName"], levels)
        except BadFacility:
            raise Refusal(500, "Allocation failed") from None
        if not added:
            raise Refusal(409, "Log channel already exists")
        return NO_CONTENT

    async def delete_log(self, request: Request) -> Reply:
        if not self._logs.remove(request["logChannelName"]):
            raise Refusal(404, "Log channel does not exist")
        return NO_CONTENT

    async def rotate_log(self, request: Request) -> Reply:
        if not self._logs.rotate(request["logChannelName"]):
            raise Refusal(404, "Log channel does not exist")
        return NO_CONTENT

    async def get_global_var(self, request: Request) -> Reply:
        name = self._variable_name(request)
        return Reply(200, {"value": variables.read_global(self._exchange, name)})

    async def set_global_var(self, request: Request) -> Reply:
        name = self._variable_name(request)
        variables.write_global(self._exchange, name, request.params.text("value") or "")
        return NO_CONTENT

    def _module(self, request: Request, unknown: str) -> Module:
        """The module of a request, whichever case its name is in. Raises Refusal: 404."""
        module = self._modules.get(_file_name(request).lower())
        if module is None:
            module = self._modules.get(request["moduleName"].lower())
        if module is None or not module.loaded:
            raise Refusal(404, unknown)
        return module

    @staticmethod
    def _variable_name(request: Request) -> str:
        name = request.params.text("variable")
        if not name:
            raise Refusal(400, "Variable name is required")
        return name


def _file_name(request: Request) -> str:
    name = request["moduleName"]
    return name if name.endswith(".so") else f"{name}.so"
