"""What the machine allows in Python: frames and orjson, or frames to stdout, and nothing else.

Run as ``ceiling.py PORT count|jsonl``.
"""

from __future__ import annotations

import http.client
import os
import socket
import sys

import orjson

PORT, WORK = sys.argv[1:]
EVENTS = int(os.environ["BENCH_EVENTS"])
TYPES = {"ChannelDtmfReceived", "ChannelStateChange", "ChannelHold", "ChannelUnhold"}

connection = socket.create_connection(("127.0.0.1", int(PORT)))
connection.sendall(
    b"GET /ari/events?app=bench HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
_, _, buffer = connection.recv(4096).partition(b"\r\n\r\n")
counted = 0
while counted < EVENTS:
    buffer += connection.recv(262144)
    at = 0
    lines = []
    while at + 4 <= len(buffer):
        start, size = at + 2, buffer[at + 1]
        if size == 126:
            start, size = at + 4, buffer[at + 2] << 8 | buffer[at + 3]
        if start + size > len(buffer):
            break
        at = start + size
        lines.append(buffer[start:at])
    buffer = buffer[at:]
    if WORK == "count":
        counted += sum(orjson.loads(line)["type"] in TYPES for line in lines)
    elif lines:
        counted += len(lines)
        os.write(1, b"\n".join(lines) + b"\n")
if WORK == "count":
    done = http.client.HTTPConnection("127.0.0.1", int(PORT))
    done.request("DELETE", "/ari/channels/done")
    done.getresponse()
sys.stdin.read()
