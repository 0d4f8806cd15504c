"""From a path to an operation, by ARI's own rules."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

from aricli.sandbox.operations import METHODS, Operation, operations
from aricli.sandbox.reply import Refusal, Reply
from aricli.sandbox.request import decode

WEBSOCKET = "eventWebsocket"
"""Not an operation as far as the Allow header is concerned."""


@dataclass
class Node:
    """One step of a path: what can be done here, and where it goes on."""

    operations: dict[str, Operation] = field(default_factory=dict)
    literal: dict[str, Node] = field(default_factory=dict)
    wildcard: tuple[str, Node] | None = None

    @property
    def allow(self) -> str:
        """The value of the Allow header."""
        here = [method for method in METHODS if method in self.operations]
        if WEBSOCKET in [operation.nickname for operation in self.operations.values()]:
            here.remove("GET")
        return ",".join(["OPTIONS", *here])

    def child(self, segment: str) -> Node:
        """The next step of a path in the table, made when it is new."""
        match = re.fullmatch(r"{(\w+)}", segment)
        if match is None:
            return self.literal.setdefault(segment, Node())
        if self.wildcard is None:
            self.wildcard = (match.group(1), Node())
        return self.wildcard[1]


class InvalidMethod(Refusal):
    """405, with the methods that would do."""

    def __init__(self, node: Node) -> None:
        super().__init__(405, "Invalid method")
        self.reply = Reply(405, self.reply.body, headers={"Allow": node.allow})


class Router:
    """The tree of all paths. ``without`` names resources whose module is not loaded just now."""

    def __init__(self, without: Container[str] = ()) -> None:
        self.root = Node()
        self._without = without
        for operation in operations():
            node = self.root
            for segment in operation.path.strip("/").split("/"):
                node = node.child(segment)
            node.operations[operation.method] = operation

    def find(self, path: str) -> tuple[Node, dict[str, str]]:
        """The node of a path still percent-encoded; it ends at the first empty segment."""
        node, values = self.root, {}
        for segment in path.split("/"):
            if not segment:
                break
            name = decode(segment)
            if node is self.root and name in self._without:
                raise Refusal(404, "Resource not found")
            if name in node.literal:
                node = node.literal[name]
            elif node.wildcard is not None:
                values[node.wildcard[0]] = name
                node = node.wildcard[1]
            else:
                raise Refusal(404, "Resource not found")
        return node, values

    def route(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """The operation and the path's parameters. Raises Refusal: 404 or 405."""
        node, values = self.find(path)
        if method not in node.operations:
            raise InvalidMethod(node)
        return node.operations[method], values
