"""What a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from aricli.cli import exit_code
from aricli.cli.doctor import mends
from aricli.cli.doctor.visit import Visit
from aricli.errors import AriError, NotAri

Status = Literal["ok", "warn", "fail", "skip"]


class Verdict(NamedTuple):
    """What a check comes to.

    Attributes:
        status: ``warn`` is for what works and may surprise, ``skip`` for what does not apply.
        detail: What was found, in a line.
        mend: The lines that mend it, empty where nothing needs mending.
        code: The exit code that a failure stands for.
    """

    status: Status
    detail: str
    mend: str = ""
    code: int = 0


class Check(NamedTuple):
    """A check by its name, and the checks that must not have failed before."""

    name: str
    look: Callable[[Visit], Verdict]
    needs: tuple[str, ...] = ()


class Finding(NamedTuple):
    """A verdict under the name of its check."""

    check: str
    status: Status
    detail: str
    mend: str
    code: int


def ok(detail: str) -> Verdict:
    """All is well."""
    return Verdict("ok", detail)


def warn(detail: str, mend: str) -> Verdict:
    """It works, and may surprise."""
    return Verdict("warn", detail, mend)


def skip(detail: str) -> Verdict:
    """It does not apply here."""
    return Verdict("skip", detail)


def fail(error: AriError) -> Verdict:
    """It does not work; the error's hint is what mends it."""
    return Verdict("fail", str(error), error.hint, exit_code(error))


def examined(checks: Iterable[Check], visit: Visit) -> Iterator[Finding]:
    """Make the checks one after another; whatever needs one that failed is skipped."""
    blocked: set[str] = set()
    for check in checks:
        missing = [name for name in check.needs if name in blocked]
        verdict = skip(f"needs: {missing[0]}") if missing else _made(check, visit)
        if missing or verdict.status == "fail":
            blocked.add(check.name)
        yield Finding(check.name, *verdict)


def _made(check: Check, visit: Visit) -> Verdict:
    try:
        return check.look(visit)
    except AriError as error:
        return fail(error)
    except (ValueError, LookupError, TypeError) as error:
        return fail(NotAri(f"the answer is not one of Asterisk: {error!r}", mends.PLACE))
