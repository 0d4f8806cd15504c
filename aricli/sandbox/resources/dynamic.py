"""/asterisk/config/dynamic: the objects of PJSIP's configuration, which comes from a file."""

from __future__ import annotations

import functools

from aricli.sandbox.exchange import Exchange
from aricli.sandbox.operations import lines
from aricli.sandbox.reply import Deadly, NotSimulated, Refusal, Reply
from aricli.sandbox.request import Request

_REQUIRED = {
    "endpoint": (),
    "aor": (),
    "global": (),
    "system": (),
    "acl": (),
    "auth": ("username", "password"),
    "identify": ("endpoint", "match"),
    "transport": ("protocol", "bind"),
    "registration": ("server_uri", "client_uri"),
    "domain_alias": ("domain",),
    "contact": ("uri",),
    "resource_list": ("list_item", "event"),
    "inbound-publication": ("endpoint",),
    "asterisk-publication": ("endpoint",),
    "outbound-publish": ("server_uri", "event"),
    "subscription_persistence": ("endpoint",),
}
"""The types of objects, and the attributes that a new one cannot be without."""
Attributes = dict[str, str]


class DynamicConfiguration:
    """The part of /asterisk that is configuration. Objects can be read, and nothing else."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def get_object(self, request: Request) -> Reply:
        found = self._object(request)
        if found is None:
            raise Refusal(404, f"Object with id '{request['id']}' not found")
        return Reply(200, [{"attribute": key, "value": value} for key, value in found.items()])

    async def update_object(self, request: Request) -> Reply:
        found, kind, id = self._object(request), request["objectType"], request["id"]
        fields = request.params.body.get("fields")
        if found is not None and fields is None:
            message = f"Fields must be provided to update object '{id}'"
            raise Refusal(400, message, "Bad request")
        given = _given(fields)
        known = found if found is not None else _attributes().get(kind, given)
        missing = [] if found is not None else _REQUIRED[kind]
        if not given.keys() <= known.keys() or not given.keys() >= set(missing):
            doing = "Creation" if found is None else "Update"
            message = f"{doing} of object '{id}' failed field value validation"
            raise Refusal(400, message, "Bad request")
        if kind == "contact":
            raise NotSimulated("making a contact")
        if kind == "endpoint" and found is None:
            # Asterisk refuses, but has by then made what /endpoints lists.
            self._exchange.endpoints[id] = None
        verb = "create" if found is None else "update"
        raise Refusal(403, f"Cannot {verb} sorcery objects of type '{kind}'")

    async def delete_object(self, request: Request) -> Reply:
        if self._object(request) is None:
            raise Refusal(404, f"Object with id '{request['id']}' not found")
        raise Refusal(403, f"Could not delete object with id '{request['id']}'")

    def _object(self, request: Request) -> Attributes | None:
        """The object a request is about. Raises Refusal: 404."""
        config_class, kind, id = request["configClass"], request["objectType"], request["id"]
        if config_class != "res_pjsip":
            raise Refusal(404, f"configClass '{config_class}' not found")
        if kind not in _REQUIRED:
            raise Refusal(404, f"objectType '{kind}' not found")
        if id not in self._exchange.settings.endpoints or kind not in _attributes():
            return None
        return {name: value.replace("{}", id) for name, value in _attributes()[kind].items()}


@functools.cache
def _attributes() -> dict[str, Attributes]:
    """The attributes of what there is for each endpoint, by type."""
    found: dict[str, Attributes] = {}
    for line in lines("pjsip.txt"):
        kind, name, *value = line.split(" ", 2)
        found.setdefault(kind, {})[name] = "".join(value)
    return found


def _given(fields: object) -> Attributes:
    """The fields of a request; only an array has any. Raises Deadly."""
    given: Attributes = {}
    for entry in fields if isinstance(fields, list) else ():
        name = entry.get("attribute") if isinstance(entry, dict) else None
        value = entry.get("value") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not isinstance(value, str):
            raise Deadly("a field without the texts attribute and value")
        given[name] = value
    return given
