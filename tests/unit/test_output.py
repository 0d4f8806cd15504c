"""What a person sees of data: tables, fields, and what names a thing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aricli.ari.operation import Operation
from aricli.cli import columns
from aricli.cli.operations import resource_operations
from aricli.cli.root import RESOURCES
from aricli.cli.table import Column, fields, table
from aricli.cli.text import columns as width_of
from aricli.cli.text import cut, cut_inside, padded
from aricli.errors import InvalidRequest

OPERATIONS: list[Operation[Any, Any]] = [
    each for name in RESOURCES for each in resource_operations(name).values()
]
LISTS = sorted({each.returns[5:-1] for each in OPERATIONS if each.returns.startswith("list[")})
CHANNEL = {
    "id": "1795425058.17",
    "name": "PJSIP/alice-00000001",
    "state": "Up",
    "caller": {"name": "Alice", "number": "1000"},
    "dialplan": {"context": "default", "app_name": "Stasis", "app_data": "my-app,vip,fr"},
    "creationtime": "2026-11-23T09:10:58.880+0000",
}


def lines(*shown: Column, width: int | None = None, bold: bool = False) -> list[str]:
    return list(table(shown, width, bold))


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("漢字", 4), ("e\u0301", 1), ("", 0), ("日本 ok", 7)]
)
def test_wide_and_combining_characters_are_measured(text: str, width: int) -> None:
    assert width_of(text) == width
    assert width_of(padded(text, 10)) == 10


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [("hello", 5, "hello"), ("hello", 4, "hel…"), ("漢字漢字", 5, "漢字…"), ("漢字漢字", 4, "漢…")],
)
def test_text_is_cut_to_the_width(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("PJSIP/alice-00000007", 20, "PJSIP/alice-00000007"),
        ("PJSIP/alice-00000007", 15, "PJSIP/alice…007"),
        ("PJSIP/alice-00000007", 1, "…"),
        ("漢字漢字漢字", 9, "漢字漢…字"),
    ],
)
def test_what_ends_differently_is_cut_inside(text: str, width: int, shown: str) -> None:
    assert cut_inside(text, width) == shown
    assert lines(Column("name", False, [text]), width=width)[1] == cut_inside(text, max(6, width))


def test_columns_are_aligned_under_wide_characters() -> None:
    shown = lines(
        Column("caller", False, ["漢字", "Alice", "e\u0301ric"]), Column("state", False, ["Up"] * 3)
    )
    ends = [width_of(line.removesuffix("state").removesuffix("Up")) for line in shown]
    assert len(set(ends)) == 1


def test_what_callers_send_cannot_move_the_cursor() -> None:
    shown = lines(Column("name", False, ["\x1b[2Jevil\r\n", "\u202elive"]))
    assert shown[1:] == ["\\x1b[2Jevil\\x0d\\x0a", "\\u202elive"]
    assert list(fields([("a\x07", "b\x1b")], False)) == ["a\\x07  b\\x1b"]


def test_a_table_fits_and_ids_stay_whole() -> None:
    identity = "x" * 36
    shown = lines(
        Column("id", True, [identity]),
        Column("name", False, ["n" * 40]),
        Column("text", False, ["t" * 80]),
        width=80,
    )
    assert all(width_of(line) <= 80 for line in shown)
    assert shown[1].startswith(f"{identity}  nnn")
    assert shown[1].count("…") == 2


def test_short_cells_are_left_alone_when_a_long_one_is_cut() -> None:
    shown = lines(Column("name", False, ["short"]), Column("text", False, ["t" * 99]), width=40)
    assert shown[1] == f"short  {'t' * 32}…"


def test_several_things_in_a_cell_are_not_cut_in_two() -> None:
    ids = tuple(f"1795425058.{n}" for n in range(10, 15))
    shown = lines(Column("channels", False, [ids]), width=35)
    assert shown[1] == "1795425058.10, 1795425058.11, …"


def test_without_a_terminal_nothing_is_cut() -> None:
    assert lines(Column("text", False, ["t" * 500]))[1] == "t" * 500


@pytest.mark.parametrize(
    ("dialplan", "application"),
    [
        ({"app_name": "Stasis", "app_data": "my-app,vip,fr"}, "my-app"),
        ({"app_name": "Stasis", "app_data": "my-app"}, "my-app"),
        ({"app_name": "Dial", "app_data": "PJSIP/bob,30"}, "Dial(PJSIP/bob,30)"),
        ({"app_name": "", "app_data": ""}, ""),
        ({"context": "default"}, ""),
    ],
)
def test_application_of_a_channel(dialplan: dict[str, str], application: str) -> None:
    row = CHANNEL | {"dialplan": dialplan}
    assert columns.cell("Channel", row, "application") == application


@pytest.mark.parametrize(
    ("caller", "shown"),
    [
        ({"name": "Alice", "number": "1000"}, "Alice <1000>"),
        ({"name": "", "number": "1000"}, "1000"),
        ({"name": "Alice", "number": ""}, "Alice"),
        ({"name": "", "number": ""}, ""),
    ],
)
def test_caller_of_a_channel(caller: dict[str, str], shown: str) -> None:
    assert columns.cell("Channel", CHANNEL | {"caller": caller}, "caller") == shown


@pytest.mark.parametrize(
    ("seconds", "age"),
    [(-5, "0s"), (8, "8s"), (245, "4m05s"), (7380 + 30, "2h03m"), (3 * 86400 + 15000, "3d04h")],
)
@pytest.mark.parametrize("kind", ["Channel", "Bridge"])
def test_age(kind: str, seconds: int, age: str) -> None:
    born = datetime.now(UTC) - timedelta(seconds=seconds, milliseconds=1)
    time = born.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"
    assert columns.cell(kind, {"creationtime": time}, "age") == age


def test_subscriptions_are_written_as_subscribe_takes_them() -> None:
    row = {
        "name": "my-app",
        "channel_ids": ["1.1", "__AST_CHANNEL_ALL_TOPIC"],
        "bridge_ids": [],
        "endpoint_ids": ["PJSIP/alice"],
        "device_names": ["Stasis:door"],
        "events_allowed": [{"type": "StasisStart"}],
        "events_disallowed": [{"type": "Dial"}],
    }
    assert columns.cell("Application", row, "subscriptions") == (
        "channel:1.1",
        "channel:",
        "endpoint:PJSIP/alice",
        "deviceState:Stasis:door",
    )
    assert columns.cell("Application", row, "filter") == ("StasisStart", "-Dial")


@pytest.mark.parametrize(
    ("kind", "row", "name"),
    [
        ("Channel", CHANNEL, "1795425058.17"),
        ("Bridge", {"id": "b", "name": "conference"}, "b"),
        ("Endpoint", {"technology": "PJSIP", "resource": "alice"}, "PJSIP/alice"),
        ("DeviceState", {"name": "Stasis:door", "state": "INUSE"}, "Stasis:door"),
        ("StoredRecording", {"name": "vm/1", "format": "wav"}, "vm/1"),
        ("LogChannel", {"channel": "messages", "type": "File"}, "messages"),
        ("Variable", {"value": "PJSIP/bob"}, "PJSIP/bob"),
        ("Variable", {"value": ""}, ""),
        ("ConfigTuple", {"attribute": "context", "value": "default"}, "context"),
        ("AsteriskInfo", {"system": {"entity_id": "02:fc"}}, "02:fc"),
    ],
)
def test_what_names_a_thing(kind: str, row: dict[str, Any], name: str) -> None:
    assert columns.name(kind, row) == name


def test_what_has_no_name_says_so() -> None:
    with pytest.raises(InvalidRequest, match="no id"):
        columns.name("Variables", {"variables": {"A": "1"}})


def test_fields_of_one_thing_are_flat() -> None:
    shown = dict(columns.pairs("Channel", CHANNEL))
    assert shown["caller.name"] == "Alice"
    assert shown["dialplan.app_data"] == "my-app,vip,fr"
    sound = {"id": "hi", "formats": [{"language": "en", "format": "gsm"}], "text": None}
    assert list(columns.pairs("Sound", sound)) == [
        ("id", "hi"),
        ("formats", ("en/gsm",)),
        ("text", ""),
    ]


@pytest.mark.parametrize("kind", LISTS)
def test_every_list_has_columns_of_its_own(kind: str) -> None:
    columns.check(kind, columns.DEFAULTS[kind])
    assert columns.stays_whole(kind, columns.DEFAULTS[kind][0])


@pytest.mark.parametrize("kind", sorted({each.returns for each in OPERATIONS} - {"None", "bytes"}))
def test_any_field_can_be_a_column(kind: str) -> None:
    bare = kind.removeprefix("list[").removesuffix("]")
    with pytest.raises(InvalidRequest, match="no-such-field") as refused:
        columns.check(bare, ["no-such-field"])
    known = refused.value.hint.removeprefix("there are ").split(", ")
    assert known
    columns.check(bare, known)


@pytest.mark.parametrize(
    "column", ["caller", "caller.number", "age", "channelvars.X", "dialplan.app_data", "tenantid"]
)
def test_columns_of_a_channel(column: str) -> None:
    columns.check("Channel", [column])


@pytest.mark.parametrize("column", ["", "number", "caller.phone", "id.x", "channelvarsX"])
def test_what_is_no_column_of_a_channel(column: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        columns.check("Channel", ["id", column])
    assert "caller.number" in refused.value.hint
