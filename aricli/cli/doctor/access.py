"""What the server lets us do."""

from __future__ import annotations

from aricli.ari.failure import failure
from aricli.ari.request import Request, Response
from aricli.cli.doctor import mends
from aricli.cli.doctor.finding import Verdict, fail, ok, warn
from aricli.cli.doctor.visit import NOWHERE, Visit
from aricli.errors import NotAllowed


def credentials(visit: Visit) -> Verdict:
    """The server accepts user name and password."""
    response, username = visit.api_docs, visit.known.username
    if response.status == 401:
        return fail(
            _not_allowed(
                response,
                f"the server does not accept this password for {username}, or has no such user",
                mends.user(username, "password = THE-PASSWORD"),
            )
        )
    if response.status >= 500:
        raise failure(Request("GET", "/api-docs/resources.json"), response, None)
    return ok(f"the server accepts {username}")


def acl(visit: Visit) -> Verdict:
    """The user may come from this address."""
    if visit.api_docs.status != 403:
        return ok(f"{visit.own_address} is let in")
    username, own = visit.known.username, visit.own_address
    through = " through a proxy" if visit.server.proxy else ""
    return fail(
        _not_allowed(
            visit.api_docs,
            f"the ACL of {username} keeps {own}{through} out",
            mends.user(username, f"permit = {own}", "; or loosen acl=, deny= and permit= of it"),
        )
    )


def writing(visit: Visit) -> Verdict:
    """The user may change things; asked by ending a playback that does not exist."""
    username = visit.known.username
    if visit.send("DELETE", NOWHERE).status != 403:
        return ok(f"{username} may read and write")
    return warn(
        f"{username} may only read: whatever changes something gets 403",
        mends.user(username, "read_only = no"),
    )


def _not_allowed(response: Response, message: str, mend: str) -> NotAllowed:
    return NotAllowed(
        message,
        mend,
        method="GET",
        path="/api-docs/resources.json",
        status=response.status,
        server_message=response.reason,
    )
