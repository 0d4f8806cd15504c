"""``aricli plugins check``: what would be wrong with a plugin once it is released."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import typer

from aricli.cli import foreign
from aricli.cli.doctor.finding import Finding, Verdict, fail, ok, warn
from aricli.cli.doctor.report import report
from aricli.cli.options import Session
from aricli.engine.behaviour import Behaviour
from aricli.errors import ConfigError, InvalidRequest, PluginError
from aricli.plugins import GROUP, Plugin, Plugins, installed, reason

SLOW = 100.0
"""Milliseconds: an import that takes longer makes itself felt."""
_TIMED = """\
import sys, time
import aricli.engine.behaviour, aricli.hookspecs
from importlib import import_module
sys.path[:0] = sys.argv[2:]
begun = time.perf_counter()
import_module(sys.argv[1])
print((time.perf_counter() - begun) * 1000)
"""


class Candidate(NamedTuple):
    """A plugin to be checked: its name, its module, and where that is to be found."""

    name: str
    module: str
    path: tuple[str, ...] = ()


def check(session: Session, plugin: str) -> None:
    """Check a plugin by its name, or what is at a path.

    Raises:
        InvalidRequest: If there is neither.
        Exit: With 9, if something is wrong.
    """
    findings = [
        finding
        for candidate in _candidates(plugin)
        for finding in report(session, _findings(candidate))
    ]
    worst = max(finding.code for finding in findings)
    if worst:
        raise typer.Exit(worst)


def _candidates(plugin: str) -> Iterable[Candidate]:
    for each in installed():
        if each.name == plugin:
            return [Candidate(plugin, each.entry.module)]
    path = Path(plugin)
    if path.suffix == ".py" and path.is_file():
        return [Candidate(path.stem, path.stem, (str(path.parent.absolute()),))]
    if path.is_dir():
        return _named_by(path / "pyproject.toml")
    names = ", ".join(each.name for each in installed()) or "none"
    raise InvalidRequest(f"no plugin {plugin} is installed", f"there are: {names}; or give a path")


def _named_by(file: Path) -> Iterable[Candidate]:
    """The plugins that a project names."""
    try:
        project = tomllib.loads(file.read_text("utf-8"))["project"]
        modules = dict(project["entry-points"][GROUP])
    except OSError as error:
        hint = "give the directory of a project, or a module:  FILE.py"
        raise ConfigError(f"cannot read {file}: {error.strerror}", hint) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is not TOML: {error}", "put it right") from error
    except LookupError as error:
        hint = f'[project.entry-points.{GROUP}]  NAME = "MODULE"'
        raise ConfigError(f"{file} names no plugin", hint) from error
    path = (str(file.parent.absolute()), str((file.parent / "src").absolute()))
    return [Candidate(name, str(at).partition(":")[0], path) for name, at in modules.items()]


def _findings(candidate: Candidate) -> Iterator[Finding]:
    sys.path[:0] = candidate.path
    alone = Plugin(candidate.name)
    plugins = foreign.none()
    with redirect_stdout(sys.stderr):
        plugins.add(alone, lambda: importlib.import_module(candidate.module))
    yield _finding("loads", _loads(alone))
    if alone.error:
        return
    module = sys.modules[candidate.module]
    yield _finding("offers", _offers(plugins, alone, module))
    yield _finding("clashes", _clashes(candidate, module))
    yield _finding("import", _import_time(candidate))


def _finding(name: str, verdict: Verdict) -> Finding:
    return Finding(name, *verdict)


def _loads(plugin: Plugin) -> Verdict:
    if plugin.error:
        return fail(PluginError(reason(plugin.error)))
    if not plugin.hooks:
        return warn(f"{plugin.name} implements no hook", "mark functions with @aricli.hookimpl")
    return ok(f"{plugin.name} implements {', '.join(plugin.hooks)}")


def _offers(plugins: Plugins, plugin: Plugin, module: ModuleType) -> Verdict:
    """What it registers; behaviours that it forgets to register are looked at too."""
    registered = [each.kind for each in plugins.behaviours]
    for kind in vars(module).values():
        own = isinstance(kind, type) and kind.__module__ == module.__name__
        if own and issubclass(kind, Behaviour) and kind.app and kind not in registered:
            return warn(f"{kind.__name__} is not registered", f"register({kind.__name__})")
    offered = [f"{each.name} for {each.app}" for each in plugins.behaviours]
    offered += [f"aricli {name}" for name in plugins.commands]
    offered += [f"-o {name}" for name in plugins.outputs]
    offered += [f"--to {name}://" for name in plugins.sinks]
    return ok(", ".join(offered) or "nothing by name")


def _clashes(candidate: Candidate, module: ModuleType) -> Verdict:
    """Whether another plugin that is installed has what it offers."""
    others = foreign.plugins(lambda each: each.entry.module != candidate.module)
    with redirect_stdout(sys.stderr):
        plugin = others.add(Plugin(candidate.name), lambda: module)
    if plugin.error:
        return fail(PluginError(reason(plugin.error)))
    return ok("with no plugin that is installed here")


def _import_time(candidate: Candidate) -> Verdict:
    """The time in a process of its own, where nothing is imported but aricli."""
    command = [sys.executable, "-c", _TIMED, candidate.module, *candidate.path]
    ran = subprocess.run(command, capture_output=True, text=True)
    try:
        milliseconds = float(ran.stdout.splitlines()[-1])
    except (ValueError, LookupError):
        return fail(PluginError(f"the import fails in a process of its own: {ran.stderr[-200:]}"))
    took = f"{milliseconds:.0f} ms"
    if milliseconds > SLOW:
        return warn(f"{took}, more than {SLOW:g}", "import what is large where it is used")
    return ok(took)
