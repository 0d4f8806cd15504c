"""/deviceStates, /endpoints, /sounds, /asterisk and /api-docs"""

from __future__ import annotations

from typing import Any

import pytest

from aricli.sandbox.apidocs import DESCRIPTIONS
from tests.contract.client import Ari, Listener, refused, unique


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("PUT", "/deviceStates/foo?deviceState=INUSE", 409, "Uncontrolled device specified"),
        ("DELETE", "/deviceStates/foo", 409, "Uncontrolled device specified"),
        ("PUT", "/deviceStates/Stasis:f?deviceState=BOGUS", 500, "Unknown device"),
        ("PUT", "/deviceStates/Stasis:f?deviceState=UNKNOWN", 500, "Unknown device"),
        ("PUT", "/deviceStates/Stasis:f", 500, "Unknown device"),
        ("PUT", "/deviceStates/Stasis:?deviceState=INUSE", 404, "Device name is missing"),
        ("DELETE", "/deviceStates/Stasis:", 404, "Device name is missing"),
        ("GET", "/endpoints/NOPE", 404, "No Endpoints found - invalid tech NOPE"),
        ("GET", "/endpoints/pjsip", 404, "No Endpoints found - invalid tech pjsip"),
        ("GET", "/endpoints/PJSIP/no", 404, "Endpoint not found"),
        ("PUT", "/endpoints/sendMessage", 400, "To must be specified"),
        ("POST", "/endpoints/refer", 400, "To must be specified"),
        ("PUT", "/endpoints/sendMessage?to=bogus:x&from=a", 404, "Endpoint not found"),
        ("GET", "/sounds/no", 404, "Sound not found"),
        ("GET", "/sounds?lang=xx", 404, "No sounds found that matched the query"),
        ("GET", "/sounds?format=wav", 404, "No sounds found that matched the query"),
        (
            "GET",
            "/asterisk/modules/no.so",
            404,
            "Module could not be found in running modules",
        ),
        ("GET", "/asterisk/modules/res_ari", 409, "Module information could not be retrieved"),
        ("PUT", "/asterisk/modules/no.so", 404, "Module not found in running modules"),
        ("DELETE", "/asterisk/modules/no.so", 404, "Module not found in running modules"),
        ("POST", "/asterisk/modules/no.so", 409, "Module load declined"),
        ("POST", "/asterisk/modules/app_verbose.so", 409, "Module is already loaded"),
        ("PUT", "/asterisk/modules/app_verbose.so", 409, "Module does not support reloading"),
        ("POST", "/asterisk/logging/x", 400, "Configuration levels are required"),
        ("DELETE", "/asterisk/logging/x", 404, "Log channel does not exist"),
        ("PUT", "/asterisk/logging/x/rotate", 404, "Log channel does not exist"),
        ("GET", "/asterisk/variable", 400, "Variable name is required"),
        ("POST", "/asterisk/variable?value=1", 400, "Variable name is required"),
        ("GET", "/asterisk/config/dynamic/no/x/y", 404, "configClass 'no' not found"),
        ("GET", "/asterisk/config/dynamic/res_pjsip/no/y", 404, "objectType 'no' not found"),
        (
            "GET",
            "/asterisk/config/dynamic/res_pjsip/endpoint/no",
            404,
            "Object with id 'no' not found",
        ),
        (
            "DELETE",
            "/asterisk/config/dynamic/res_pjsip/endpoint/no",
            404,
            "Object with id 'no' not found",
        ),
        ("GET", "/api-docs/nope.json", 404, "Resource not found"),
        ("POST", "/api-docs/channels.json", 405, "Unsupported method"),
    ],
)
def test_refusals(ari: Ari, method: str, path: str, status: int, message: str) -> None:
    refused(ari(method, path), status, message)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Stasis:x", "UNKNOWN"),
        ("whatever", "INVALID"),
        ("Custom:x", "UNKNOWN"),
        ("Stasis:a%2Fb", "INVALID"),
        ("PJSIP%2Falice", "UNAVAILABLE"),
        ("pjsip%2Falice", "UNAVAILABLE"),
        ("Local%2F2000@default", "NOT_INUSE"),
        ("Local%2Fno@default", "INVALID"),
        ("PJSIP%2Fno", "INVALID"),
    ],
)
def test_states_of_devices(ari: Ari, name: str, state: str) -> None:
    body = ari("GET", f"/deviceStates/{name}").json()
    assert body == {"name": name.replace("%2F", "/"), "state": state}


@pytest.mark.parametrize("state", ["INUSE", "inuse", "BUSY", "ONHOLD", "RINGINUSE"])
def test_setting_device_states(ari: Ari, state: str) -> None:
    name = unique("Stasis:device")
    assert ari("PUT", f"/deviceStates/{name}", deviceState=state).status_code == 204
    device = {"name": name, "state": state.upper()}
    assert ari("GET", f"/deviceStates/{name}").json() == device
    assert device in ari("GET", "/deviceStates").json()
    assert ari("DELETE", f"/deviceStates/{name}").status_code == 204
    assert device not in ari("GET", "/deviceStates").json()


def test_a_device_state_is_told_when_it_changes(ari: Ari, listener: Listener) -> None:
    name = unique("Stasis:told")
    ari("POST", f"/applications/{listener.app}/subscription", eventSource=f"deviceState:{name}")
    for state in ("INUSE", "INUSE", "BUSY"):
        ari("PUT", f"/deviceStates/{name}", deviceState=state)
    ari("DELETE", f"/deviceStates/{name}")
    ari("PUT", f"/deviceStates/{name}", deviceState="BUSY")
    ari("DELETE", f"/deviceStates/{name}")
    ari.sleep(0.3)
    told = [event["device_state"]["state"] for event in listener.of("DeviceStateChanged")]
    assert told == ["INUSE", "BUSY", "BUSY"]


def test_the_case_of_device_names(ari: Ari) -> None:
    name = unique("Case")
    assert ari("PUT", f"/deviceStates/stasis:{name}", deviceState="INUSE").status_code == 204
    assert {"name": f"Stasis:{name}", "state": "INUSE"} in ari("GET", "/deviceStates").json()
    assert ari("GET", f"/deviceStates/STASIS:{name}").json()["state"] == "INUSE"
    assert ari("GET", f"/deviceStates/Stasis:{name.lower()}").json()["state"] == "UNKNOWN"
    assert ari("DELETE", f"/deviceStates/stasis:{name}").status_code == 204
    assert ari("GET", f"/deviceStates/Stasis:{name}").json()["state"] == "INUSE"
    ari("DELETE", f"/deviceStates/Stasis:{name}")


def test_device_states_are_listed_by_name(ari: Ari) -> None:
    stem = unique("Stasis:order")
    for letter in "bca":
        ari("PUT", f"/deviceStates/{stem}{letter}", deviceState="INUSE")
    names = [device["name"] for device in ari("GET", "/deviceStates").json()]
    assert [name for name in names if name.startswith(stem)] == [stem + x for x in "abc"]
    for letter in "abc":
        ari("DELETE", f"/deviceStates/{stem}{letter}")


def test_a_plus_in_a_path_is_a_space(ari: Ari) -> None:
    body = ari("GET", "/deviceStates/Stasis:a+b%2Bc").json()
    assert body == {"name": "Stasis:a b+c", "state": "UNKNOWN"}


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/endpoints/sendMessage"), ("POST", "/endpoints/refer")]
)
def test_variables_of_messages(ari: Ari, method: str, path: str) -> None:
    message = "Only string values in the 'variables' object allowed"
    refused(ari(method, path, {"variables": {"a": 5}}), 400, message)
    refused(ari(method, path, {"variables": {"a": "b"}}), 400, "To must be specified")


def test_a_message_to_a_sip_address(ari: Ari) -> None:
    query = "to=pjsip:alice/sip:bob@127.0.0.1:9&from=x&body=hello"
    reply = ari("PUT", f"/endpoints/sendMessage?{query}")
    assert (reply.status_code, reply.text) == (202, "")


@pytest.mark.parametrize("path", ["/endpoints/PJSIP/alice", "/endpoints/pjsip/alice"])
def test_the_endpoint(ari: Ari, path: str) -> None:
    body = ari("GET", path).json()
    assert list(body) == ["technology", "resource", "state", "channel_ids"]
    assert (body["technology"], body["resource"], body["state"]) == ("PJSIP", "alice", "offline")
    assert body in ari("GET", "/endpoints").json()
    assert body in ari("GET", "/endpoints/PJSIP").json()


def test_sounds(ari: Ari) -> None:
    assert len(ari("GET", "/sounds").json()) == 568
    languages = ("en_US_f_Allison", "en_US", "en")
    formats = [{"language": language, "format": "gsm"} for language in languages]
    for id in ("tt-monkeys", "digits/1"):
        path = id.replace("/", "%2F")
        assert ari("GET", f"/sounds/{path}").json() == {"id": id, "formats": formats}
    english = {"id": "beep", "formats": [{"language": "en", "format": "gsm"}]}
    assert english in ari("GET", "/sounds", lang="en", format="gsm").json()


def test_info(ari: Ari) -> None:
    body = ari("GET", "/asterisk/info").json()
    assert list(body) == ["build", "system", "config", "status"]
    assert body["system"]["version"].startswith("22.10.1")
    assert list(body["status"]) == ["startup_time", "last_reload_time"]
    assert list(ari("GET", "/asterisk/info", only="status,bogus").json()) == ["status"]
    assert ari("GET", "/asterisk/info", only="bogus").json() == {}


def test_modules(ari: Ari) -> None:
    body = ari("GET", "/asterisk/modules/res_ari.so").json()
    assert list(body) == ["name", "description", "use_count", "status", "support_level"]
    assert (body["name"], body["status"], body["support_level"]) == (
        "res_ari.so",
        "Running",
        "core",
    )
    assert "res_ari.so" in {module["name"] for module in ari("GET", "/asterisk/modules").json()}


def test_unloading_and_loading(ari: Ari) -> None:
    path = "/asterisk/modules/app_morsecode.so"
    assert ari("DELETE", path).status_code == 204
    assert ari("GET", path).status_code == 404
    assert ari("POST", path).status_code == 204
    assert ari("GET", path).json()["status"] == "Running"


def test_log_channels(ari: Ari) -> None:
    name = unique("log")
    path = f"/asterisk/logging/{name}"
    assert ari("POST", path, configuration="notice,warning").status_code == 204
    refused(ari("POST", path, configuration="notice"), 409, "Log channel already exists")
    found = [c for c in ari("GET", "/asterisk/logging").json() if c["channel"].endswith(name)]
    assert found[0]["configuration"] == "NOTICE WARNING "
    assert (found[0]["type"], found[0]["status"]) == ("File", "Enabled")
    assert ari("DELETE", path).status_code == 204


def test_global_variables(ari: Ari) -> None:
    name = unique("VARIABLE").replace("-", "")
    for value in ("x y", ""):
        assert ari("POST", "/asterisk/variable", variable=name, value=value).status_code == 204
        assert ari("GET", "/asterisk/variable", variable=name).json() == {"value": value}
    assert ari("GET", "/asterisk/variable", variable="CHANNEL(name)").json() == {"value": ""}


def test_dynamic_configuration(ari: Ari) -> None:
    path = "/asterisk/config/dynamic/res_pjsip/endpoint"
    tuples = ari("GET", f"{path}/alice").json()
    assert {"attribute": "context", "value": "default"} in tuples
    body = {"fields": [{"attribute": "allow", "value": "ulaw"}]}
    message = "Cannot create sorcery objects of type 'endpoint'"
    refused(ari("PUT", f"{path}/zz", body), 403, message)


@pytest.fixture(scope="module")
def described(ari: Ari) -> dict[str, dict[str, Any]]:
    """All documents of the API's description."""
    documents = {}
    for name in DESCRIPTIONS:
        documents[name] = ari("GET", f"/api-docs/{name}.json").json()
    return documents


def test_the_list_of_resources(ari: Ari) -> None:
    body = ari("GET", "/api-docs/resources.json").json()
    assert body["basePath"] == f"{ari.url}/ari"
    assert {api["path"] for api in body["apis"]} == {
        f"/api-docs/{name}.{{format}}" for name in DESCRIPTIONS
    }


def test_the_operations_described(described: dict[str, dict[str, Any]]) -> None:
    told = {
        (operation["httpMethod"], api["path"], operation["nickname"], operation["responseClass"])
        for document in described.values()
        for api in document["apis"]
        for operation in api["operations"]
    }
    assert len(told) == 109
    errors = [
        error
        for document in described.values()
        for api in document["apis"]
        for operation in api["operations"]
        for error in operation.get("errorResponses", ())
    ]
    assert errors
    assert all(int(error["code"]) >= 400 and error["reason"] for error in errors)
    assert ("POST", "/channels/{channelId}/play", "play", "Playback") in told
    assert ("PUT", "/applications/{applicationName}/eventFilter", "filter", "Application") in told


def test_the_parameters_described(described: dict[str, dict[str, Any]]) -> None:
    (play,) = [
        operation
        for api in described["channels"]["apis"]
        for operation in api["operations"]
        if operation["nickname"] == "playWithId"
    ]
    told = [(p["name"], p["paramType"], p["required"], p["dataType"]) for p in play["parameters"]]
    assert told == [
        ("channelId", "path", True, "string"),
        ("playbackId", "path", True, "string"),
        ("media", "query", True, "string"),
        ("lang", "query", False, "string"),
        ("offsetms", "query", False, "int"),
        ("skipms", "query", False, "int"),
    ]


def test_the_models_described(described: dict[str, dict[str, Any]]) -> None:
    names = {name for document in described.values() for name in document["models"]}
    assert {"Channel", "Bridge", "Playback", "StasisStart", "RESTResponse"} <= names
    state = described["playbacks"]["models"]["Playback"]["properties"]["state"]
    assert state["allowableValues"]["values"][:2] == ["queued", "playing"]
