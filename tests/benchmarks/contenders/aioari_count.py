"""aioari with a handler for each type. Run as ``aioari_count.py PORT count``."""

from __future__ import annotations

import asyncio
import os
import sys
from importlib import import_module
from typing import Any

aioari = import_module("aioari")  # installed for this program alone

EVENTS = int(os.environ["BENCH_EVENTS"])
counted = 0


async def main() -> None:
    client = await aioari.connect(f"http://127.0.0.1:{sys.argv[1]}/", "asterisk", "asterisk")

    async def count(objects: Any, event: Any) -> None:
        global counted
        counted += 1
        if counted == EVENTS:
            await client.channels.hangup(channelId="done")

    for type in ("ChannelDtmfReceived", "ChannelStateChange", "ChannelHold", "ChannelUnhold"):
        client.on_channel_event(type, count)
    await client.run(apps="bench")


asyncio.run(main())
