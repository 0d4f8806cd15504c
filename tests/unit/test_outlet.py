"""The outlet: what is read too slowly is dropped and counted, and nobody waits."""

from __future__ import annotations

import os
from typing import TextIO

import pytest

from aricli.cli import outlet
from aricli.cli.outlet import Outlet


def pipe() -> tuple[TextIO, TextIO]:
    """Both ends of a pipe."""
    reader, writer = os.pipe()
    return os.fdopen(reader), os.fdopen(writer, "w")


def test_lines_come_out_whole_and_in_order() -> None:
    reader, writer = pipe()
    out = Outlet(lambda error: None)
    for number in range(100):
        out.write(writer, [b"%d" % number])
    out.close()
    writer.close()
    assert reader.read().split() == [str(number) for number in range(100)]
    reader.close()


def test_what_is_not_read_is_dropped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlet, "LIMIT", 1_000_000)
    reader, writer = pipe()
    out = Outlet(lambda error: None)
    line = b"x" * 9_999
    for _ in range(500):
        out.write(writer, [line])
    assert out.dropped > 0
    kept = 0
    while kept < 500 - out.dropped:
        kept += len(reader.readline()) == 10_000
    out.close()
    writer.close()
    reader.close()
    assert kept == 500 - out.dropped


def test_a_closed_pipe_is_told_once() -> None:
    reader, writer = pipe()
    reader.close()
    told: list[Exception] = []
    out = Outlet(told.append)
    for _ in range(10):
        out.write(writer, [b"x"])
    out.close()
    assert [type(each) for each in told] == [BrokenPipeError]
    with pytest.raises(BrokenPipeError):
        writer.close()
