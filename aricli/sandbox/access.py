"""Who may come in: Basic authentication, api_key, read-only users."""

from __future__ import annotations

import base64
import binascii
import hmac

from aricli.sandbox.reply import Refusal, Reply
from aricli.sandbox.request import parse_query
from aricli.sandbox.settings import User

REALM = "Asterisk REST Interface"


class Unauthenticated(Refusal):
    """401, for every way of not being known."""

    def __init__(self) -> None:
        super().__init__(401, "Authentication required")
        challenge = {"WWW-Authenticate": f'Basic realm="{REALM}"'}
        self.reply = Reply(401, self.reply.body, headers=challenge)


def authenticate(users: tuple[User, ...], authorization: str | None, given: str) -> User:
    """The user of a request: Basic credentials alone count, if there are any.

    Otherwise it is the first ``api_key`` among the parameters given by query or form.

    Raises Unauthenticated.
    """
    pair = _basic(authorization or "")
    if ":" not in pair:
        pair = dict(reversed(parse_query(given))).get("api_key", "")
    name, colon, password = pair.partition(":")
    for user in users:
        if colon and user.name == name and _same(user.password, password):
            return user
    raise Unauthenticated


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def _basic(authorization: str) -> str:
    scheme, _, encoded = authorization.partition(" ")
    if scheme != "Basic":
        return ""
    try:
        padded = encoded + "=" * (-len(encoded) % 4)
        return base64.b64decode(padded, validate=True).decode("utf-8", "replace")
    except binascii.Error:
        return ""
