"""The two servers every case runs against."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from aricli.sandbox import Sandbox, Settings
from tests.asterisk.extensions import EXTENSIONS
from tests.conftest import new_asterisk
from tests.contract.client import Ari, Listener
from tests.contract.differences import DIFFERENCES

SPEED = 10.0
SETTINGS = Settings(speed=SPEED, dialplan=EXTENSIONS)
SERVERS = ("sandbox", "asterisk")


@pytest.fixture(scope="session", params=SERVERS)
def ari(request: pytest.FixtureRequest) -> Iterator[Ari]:
    """One server for all cases."""
    if request.param == "sandbox":
        with Sandbox(SETTINGS) as box, closing(Ari(box.url, SPEED)) as client:
            yield client
    else:
        with new_asterisk("22") as asterisk, closing(Ari(asterisk.url)) as client:
            yield client


@pytest.fixture
def listener(ari: Ari) -> Iterator[Listener]:
    """An application nobody else uses; its channels are hung up afterwards."""
    with ari.listen() as listener:
        yield listener


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect the known differences, and say when one has gone."""
    for item in items:
        reason = DIFFERENCES.get(item.name.replace("[sandbox-", "[").removesuffix("[sandbox]"))
        if reason is not None and "[sandbox" in item.name:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
