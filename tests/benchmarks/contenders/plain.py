"""The plain Python way: WebSocketApp, json, a thread for each call, a requests call each.

Run as ``plain.py PORT count|play|wait|tones``.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import requests
import websocket

PORT, WORK = sys.argv[1:]
ROOT = f"http://127.0.0.1:{PORT}/ari"
EVENTS = int(os.environ.get("BENCH_EVENTS", "0"))
session = requests.Session()
session.auth = ("asterisk", "asterisk")
session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=1000))
counted = 0


def count(event: dict[str, Any]) -> None:
    global counted
    counted += 1
    if counted == EVENTS:
        session.delete(f"{ROOT}/channels/done")


def call(event: dict[str, Any]) -> None:
    threading.Thread(target=answer, args=(event["channel"]["id"],), daemon=True).start()


def answer(channel: str) -> None:
    playback = str(uuid.uuid4())
    session.post(f"{ROOT}/channels/{channel}/play/{playback}", params={"media": "tone:ring"})
    if WORK == "wait":
        time.sleep(3600)
    elif WORK == "tones":
        time.sleep(0.5)
        session.delete(f"{ROOT}/playbacks/{playback}")
        session.post(f"{ROOT}/channels/{channel}/answer")
        time.sleep(0.1)
        session.delete(f"{ROOT}/channels/{channel}")


HANDLERS: dict[str, Callable[[dict[str, Any]], None]] = {
    "ChannelDtmfReceived": count,
    "ChannelStateChange": count,
    "ChannelHold": count,
    "ChannelUnhold": count,
}
if WORK != "count":
    HANDLERS = {"StasisStart": call}


def received(app: websocket.WebSocketApp, message: str) -> None:
    event = json.loads(message)
    handler = HANDLERS.get(event["type"])
    if handler:
        handler(event)


websocket.WebSocketApp(
    f"ws://127.0.0.1:{PORT}/ari/events?app=bench&api_key=asterisk:asterisk", on_message=received
).run_forever()
