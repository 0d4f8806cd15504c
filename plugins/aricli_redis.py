"""Deliver events to a stream of Redis: ``aricli listen --to redis://HOST:PORT/STREAM``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from aricli import RegisterSink, errors, hookimpl

HOOK_API = 1
LONGEST = 100_000
"""Events that the stream is kept to, about; Redis forgets the oldest."""
_TIMEOUT = 5.0


class Stream:
    """Appends each event to a stream, as the field ``event``.

    Args:
        url: ``redis://[USER@]HOST[:PORT]/STREAM``, or ``rediss://`` for TLS. The password is in
            the environment, as ``ARICLI_REDIS_PASSWORD``.

    Raises:
        InvalidRequest: If the URL is none such.
        ConfigError: If the package redis is not installed.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.password is not None:
            raise errors.InvalidRequest(
                "a password in an argument is one that everybody can read",
                "set ARICLI_REDIS_PASSWORD in the environment instead",
            )
        self._name = unquote(parts.path.removeprefix("/"))
        if not (parts.hostname and self._name):
            raise errors.InvalidRequest(
                f"{url} names no stream", "e.g. --to redis://localhost:6379/events"
            )
        try:
            from redis import Redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ImportError:
            raise errors.ConfigError(
                "events go to Redis with the package redis", "pip install 'aricli[redis]'"
            ) from None
        self._redis = Redis(
            host=parts.hostname,
            port=parts.port or 6379,
            username=parts.username,
            password=os.environ.get("ARICLI_REDIS_PASSWORD"),
            ssl=parts.scheme == "rediss",
            socket_timeout=_TIMEOUT,
            socket_connect_timeout=_TIMEOUT,
            retry=Retry(NoBackoff(), 0),  # who calls `write` tries again, and tells
        )

    def write(self, events: Sequence[bytes]) -> None:
        """Append events, all or none of them."""
        pipeline = self._redis.pipeline(transaction=True)
        for event in events:
            pipeline.xadd(self._name, {"event": event}, maxlen=LONGEST, approximate=True)
        pipeline.execute()

    def close(self) -> None:
        """Close the connection."""
        self._redis.close()


@hookimpl
def register_sinks(register: RegisterSink) -> None:
    register("redis", Stream)
    register("rediss", Stream)
