"""The connections of requests, made in the same way as all others."""

from __future__ import annotations

from typing import Any

from requests.adapters import HTTPAdapter

from aricli.ari.network import tls
from aricli.ari.server import Server


class Adapter(HTTPAdapter):
    """The connections of requests, made as `aricli.ari.network.connect` makes them.

    Args:
        server: Where, and whom to trust.
        connections: How many connections are kept.
    """

    def __init__(self, server: Server, connections: int) -> None:
        self._tls = tls(server)
        super().__init__(pool_maxsize=connections)

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:
        """Make the pool of straight connections."""
        super().init_poolmanager(*args, ssl_context=self._tls, **settings)

    def proxy_manager_for(self, proxy: str, **settings: Any) -> Any:
        """Make or find the pool of connections through a proxy."""
        return super().proxy_manager_for(proxy, ssl_context=self._tls, **settings)

    def cert_verify(self, *args: Any) -> None:
        """Leave the verification to the context; requests would add certificates of its own."""

    def drop_idle(self) -> None:
        """Close the connections that are kept and not in use."""
        for pool in (self.poolmanager, *self.proxy_manager.values()):
            pool.clear()
