"""/ari/api-docs: the description of the API, written from the table of operations."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from aricli.sandbox.operations import Model, Operation, Parameter, Property, models, operations
from aricli.sandbox.reply import Refusal

DESCRIPTIONS = {
    "asterisk": "The server itself",
    "endpoints": "Endpoints",
    "channels": "Channels",
    "bridges": "Bridges between channels",
    "recordings": "Recordings",
    "sounds": "Sounds",
    "playbacks": "Playbacks",
    "deviceStates": "Device states",
    "mailboxes": "Mailboxes",
    "events": "The event WebSocket and user events",
    "applications": "Applications and what they are subscribed to",
}
_NO_EVENTS = frozenset(
    {
        "Message",
        "MissingParams",
        "Event",
        "ContactInfo",
        "Peer",
        "ReferTo",
        "ReferredBy",
        "RequiredDestination",
        "AdditionalParam",
        "RESTHeader",
        "RESTQueryStringParameter",
        "RESTRequest",
    }
)
"""Models among the events that only describe a part of one."""
_HEAD = {"apiVersion": "2.0.0", "swaggerVersion": "1.1"}


def document(name: str, host: str) -> dict[str, Any]:
    """The document ``name`` ("resources.json", "channels.json", ...). Raises Refusal: 404."""
    stem, dot, extension = name.rpartition(".")
    if not dot or extension != "json" or stem not in ("resources", *DESCRIPTIONS):
        raise Refusal(404, "Resource not found")
    head = {**_HEAD, "basePath": f"http://{host}/ari"}
    if stem == "resources":
        apis = [
            {"path": f"/api-docs/{resource}.{{format}}", "description": text}
            for resource, text in DESCRIPTIONS.items()
        ]
        return {**head, "apiVersion": "10.0.0", "apis": apis}
    return {
        **head,
        "resourcePath": f"/api-docs/{stem}.{{format}}",
        "apis": _apis(stem),
        "models": {model.name: _model(model) for model in models() if model.resource == stem},
    }


def _apis(resource: str) -> list[dict[str, Any]]:
    by_path: dict[str, list[dict[str, Any]]] = {}
    for operation in operations():
        if operation.resource == resource:
            by_path.setdefault(operation.path, []).append(_operation(operation))
    return [
        {"path": path, "description": DESCRIPTIONS[resource], "operations": described}
        for path, described in by_path.items()
    ]


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "httpMethod": operation.method,
        "summary": operation.summary,
        "nickname": operation.nickname,
        "responseClass": operation.response,
    }
    if operation.nickname == "eventWebsocket":
        described |= {"upgrade": "websocket", "websocketProtocol": "ari"}
    if operation.parameters:
        described["parameters"] = [_parameter(parameter) for parameter in operation.parameters]
    if operation.errors:
        described["errorResponses"] = [
            {"code": code, "reason": HTTPStatus(code).phrase} for code in operation.errors
        ]
    return described


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "paramType": parameter.place,
        "required": parameter.required,
        "allowMultiple": parameter.multiple,
        "dataType": parameter.type,
    }
    if parameter.default is not None:
        described["defaultValue"] = _default(parameter)
    if parameter.allowed:
        described["allowableValues"] = _allowed(parameter.allowed)
    return described


def _default(parameter: Parameter) -> object:
    text = parameter.default or ""
    if parameter.type == "boolean":
        return text == "true"
    return int(text) if parameter.type in ("int", "long") else text


def _allowed(words: tuple[str, ...]) -> dict[str, Any]:
    if words[0].endswith(".."):
        return {"valueType": "RANGE", "min": int(words[0][:-2])}
    return {"valueType": "LIST", "values": list(words)}


def _model(model: Model) -> dict[str, Any]:
    described: dict[str, Any] = {"id": model.name}
    if model.name == "Message":
        described["discriminator"] = "type"
    if model.name in ("Message", "Event"):
        described["subTypes"] = _sub_types(model.name)
    return described | {"properties": {p.name: _property(p) for p in model.properties}}


def _sub_types(name: str) -> list[str]:
    if name == "Message":
        return ["MissingParams", "Event"]
    described = [model.name for model in models() if model.resource == "events"]
    return [model for model in described if model not in _NO_EVENTS]


def _property(described: Property) -> dict[str, Any]:
    answer: dict[str, Any] = {"type": described.type, "required": described.required}
    if described.allowed:
        answer["allowableValues"] = {"valueType": "LIST", "values": list(described.allowed)}
    return answer
