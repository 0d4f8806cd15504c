"""/asterisk: modules, log channels, global variables and PJSIP's configuration"""

from __future__ import annotations

import pytest

from tests.contract.client import Ari, refused, unique

DYNAMIC = "/asterisk/config/dynamic/res_pjsip"
MODULES = "/asterisk/modules"


@pytest.mark.parametrize(
    ("method", "name", "status", "message"),
    [
        ("GET", "RES_ARI.so", 409, "Module information could not be retrieved"),
        ("GET", "nosuch", 404, "Module could not be found in running modules"),
        ("PUT", "chan_iax2.so", 409, "Module has not been initialized"),
        ("POST", "chan_iax2.so", 409, "Module is already loaded"),
        ("POST", "app_verbose", 409, "Module is already loaded"),
        ("POST", "nosuch", 409, "Module load declined"),
        ("DELETE", "res_stasis.so", 409, "Module could not be unloaded"),
    ],
)
def test_modules_that_refuse(ari: Ari, method: str, name: str, status: int, message: str) -> None:
    refused(ari(method, f"{MODULES}/{name}"), status, message)


def test_a_module_that_has_declined(ari: Ari) -> None:
    assert ari("GET", f"{MODULES}/chan_iax2.so").json()["status"] == "Not Running"
    assert {each["status"] for each in ari("GET", MODULES).json()} == {"Running", "Not Running"}


def test_an_unloaded_module_is_not_listed(ari: Ari) -> None:
    name = "app_zapateller.so"
    assert ari("DELETE", f"{MODULES}/{name}").status_code == 204
    assert name not in {each["name"] for each in ari("GET", MODULES).json()}
    assert ari("POST", f"{MODULES}/app_zapateller").status_code == 204
    assert name in {each["name"] for each in ari("GET", MODULES).json()}


@pytest.mark.parametrize(
    ("module", "path"),
    [("res_ari_playbacks", "/playbacks/x"), ("res_ari_device_states", "/deviceStates")],
)
def test_a_resource_without_its_module(ari: Ari, module: str, path: str) -> None:
    before = ari("GET", path)
    assert ari("DELETE", f"{MODULES}/{module}.so").status_code == 204
    refused(ari("GET", path), 404, "Resource not found")
    refused(ari("POST", f"{path}/x/y"), 404, "Resource not found")
    assert ari("POST", f"{MODULES}/{module}.so").status_code == 204
    assert ari("GET", path).json() == before.json()


@pytest.mark.parametrize(
    ("given", "levels"),
    [
        ("error,debug", "DEBUG ERROR "),
        (" notice , Warning", "NOTICE WARNING "),
        ("notice,bogus", "NOTICE "),
        ("bogus", ""),
        ("verbose(3)", "VERBOSE "),
        ("[json]notice", "NOTICE "),
        ("*", "DEBUG TRACE NOTICE WARNING ERROR VERBOSE DTMF CC FAX PJSIP_HISTORY SECURITY "),
    ],
)
def test_levels_of_log_channels(ari: Ari, given: str, levels: str) -> None:
    name = unique("levels")
    assert ari("POST", f"/asterisk/logging/{name}", configuration=given).status_code == 204
    newest = ari("GET", "/asterisk/logging").json()[0]
    assert newest["channel"].endswith(f"/{name}")
    assert (newest["type"], newest["status"]) == ("File", "Enabled")
    assert newest["configuration"] == levels
    assert ari("DELETE", f"/asterisk/logging/{name}").status_code == 204


def test_the_systems_log(ari: Ari) -> None:
    path = "/asterisk/logging/syslog.local0"
    assert ari("POST", path, configuration="error").status_code == 204
    channel = {"channel": "syslog.local0", "type": "Syslog", "status": "Enabled"}
    assert ari("GET", "/asterisk/logging").json()[0] == channel | {"configuration": "ERROR "}
    assert ari("DELETE", path).status_code == 204
    bad = ari("POST", "/asterisk/logging/syslog.no", configuration="error")
    refused(bad, 500, "Allocation failed")


def test_configured_log_channels(ari: Ari) -> None:
    listed = ari("GET", "/asterisk/logging").json()
    assert [(each["type"], each["configuration"]) for each in listed[-2:]] == [
        ("File", "NOTICE WARNING ERROR "),
        ("Console", "NOTICE WARNING ERROR VERBOSE "),
    ]
    for name in ("messages.log", "console"):
        path = f"/asterisk/logging/{name}"
        refused(ari("POST", path, configuration="error"), 409, "Log channel already exists")
        refused(ari("DELETE", path), 404, "Log channel does not exist")
    refused(ari("PUT", "/asterisk/logging/console/rotate"), 404, "Log channel does not exist")


def test_a_rotation_forgets_the_added_log_channels(ari: Ari) -> None:
    name = unique("rotated")
    ari("POST", f"/asterisk/logging/{name}", configuration="error")
    assert ari("PUT", "/asterisk/logging/messages.log/rotate").status_code == 204
    refused(ari("DELETE", f"/asterisk/logging/{name}"), 404, "Log channel does not exist")


def test_underscores_are_no_part_of_a_global_variable(ari: Ari) -> None:
    name = unique("G").replace("-", "")
    ari("POST", "/asterisk/variable", variable=f"__{name}", value="x")
    assert ari("GET", "/asterisk/variable", variable=name).json() == {"value": "x"}
    assert ari("GET", "/asterisk/variable", variable=f"__{name}").json() == {"value": ""}


def test_functions_are_no_global_variables(ari: Ari) -> None:
    assert ari("POST", "/asterisk/variable", variable="LEN(x)", value="y").status_code == 204
    assert ari("GET", "/asterisk/variable", variable="LEN(x)").json() == {"value": ""}
    assert ari("POST", "/asterisk/variable", variable="GLOBAL(GF)", value="y").status_code == 204
    assert ari("GET", "/asterisk/variable", variable="GF").json() == {"value": "y"}


def test_an_endpoints_configuration(ari: Ari) -> None:
    tuples = ari("GET", f"{DYNAMIC}/endpoint/alice").json()
    assert len(tuples) == 138
    given = {each["attribute"]: each["value"] for each in tuples}
    assert (given["context"], given["allow"], given["aors"]) == ("default", "(ulaw)", "")
    identify = ari("GET", f"{DYNAMIC}/identify/alice").json()
    assert {"attribute": "endpoint", "value": "alice"} in identify


@pytest.mark.parametrize(
    ("method", "path", "fields", "status", "message"),
    [
        ("GET", "aor/alice", None, 404, "Object with id 'alice' not found"),
        ("GET", "outbound-publish/x", None, 404, "Object with id 'x' not found"),
        ("DELETE", "identify/alice", None, 403, "Could not delete object with id 'alice'"),
        ("PUT", "endpoint/alice", None, 400, "Fields must be provided to update object 'alice'"),
        ("PUT", "endpoint/alice", {}, 403, "Cannot update sorcery objects of type 'endpoint'"),
        (
            "PUT",
            "endpoint/alice",
            {"no": "x"},
            400,
            "Update of object 'alice' failed field value validation",
        ),
        (
            "PUT",
            "endpoint/new",
            {"no": "x"},
            400,
            "Creation of object 'new' failed field value validation",
        ),
        ("PUT", "auth/new", {}, 400, "Creation of object 'new' failed field value validation"),
        (
            "PUT",
            "auth/new",
            {"username": "u", "password": "p"},
            403,
            "Cannot create sorcery objects of type 'auth'",
        ),
        ("PUT", "aor/new", {}, 403, "Cannot create sorcery objects of type 'aor'"),
    ],
)
def test_the_configuration_stays(
    ari: Ari, method: str, path: str, fields: dict[str, str] | None, status: int, message: str
) -> None:
    given = [{"attribute": key, "value": value} for key, value in (fields or {}).items()]
    body = None if fields is None else {"fields": given}
    refused(ari(method, f"{DYNAMIC}/{path}", body), status, message)


def test_a_refused_endpoint_is_listed_all_the_same(ari: Ari) -> None:
    name = unique("phantom")
    assert ari("PUT", f"{DYNAMIC}/endpoint/{name}", {"fields": []}).status_code == 403
    assert ari("GET", f"{DYNAMIC}/endpoint/{name}").status_code == 404
    assert ari("GET", f"/endpoints/PJSIP/{name}").json()["state"] == "offline"
