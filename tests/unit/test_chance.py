"""Ids are nobody else's: not another process's, whatever a plugin does with `random`."""

from __future__ import annotations

import os
import random
from uuid import UUID

import pytest

from aricli.ari.chance import mask, new_id


def test_ids_are_uuids_and_differ() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert {UUID(id).version for id in ids} == {4}


def test_masks_are_four_bytes() -> None:
    assert len(mask()) == 4


def test_who_seeds_random_does_not_get_the_same_ids_again() -> None:
    random.seed(1)
    first = new_id()
    random.seed(1)
    assert new_id() != first


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_makes_other_ids() -> None:
    read, write = os.pipe()
    if not os.fork():
        os.write(write, new_id().encode())
        os._exit(0)
    os.wait()
    assert os.read(read, 100).decode() != new_id()
