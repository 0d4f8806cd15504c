"""All checks, in the order of the way to the server."""

from __future__ import annotations

from aricli.cli.doctor import access, connection, local, server, stream
from aricli.cli.doctor.finding import Check

CHECKS = (
    Check("configuration", local.configuration),
    Check("login", local.login, ("configuration",)),
    Check("name", connection.name, ("configuration",)),
    Check("tcp", connection.tcp, ("name",)),
    Check("tls", connection.tls, ("tcp",)),
    Check("http", connection.http, ("tls",)),
    Check("ari", connection.ari, ("http",)),
    Check("credentials", access.credentials, ("login", "ari")),
    Check("acl", access.acl, ("credentials",)),
    Check("writing", access.writing, ("acl",)),
    Check("version", server.version, ("acl",)),
    Check("modules", server.modules, ("acl",)),
    Check("recordings", server.recordings, ("acl",)),
    Check("round trip", server.round_trip, ("acl",)),
    Check("websocket", stream.websocket, ("acl",)),
    Check("rest over websocket", stream.requests, ("websocket",)),
    Check("application", server.application, ("acl",)),
    Check("plugins", local.plugins),
    Check("completion", local.completion),
)
