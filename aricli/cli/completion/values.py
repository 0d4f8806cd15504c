"""What may stand for a parameter, by what it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from aricli.cli.completion import Candidate
from aricli.cli.completion.live import KINDS, live
from aricli.cli.completion.tones import TONES, ZONES

Source = Callable[[Any, str], Iterable[Candidate]]

_SCHEMES = {
    "sound": "a sound installed on the server",
    "recording": "a stored recording",
    "number": "a number, spoken",
    "digits": "digits, spoken",
    "characters": "characters, spelt",
    "tone": "a tone, e.g. ring;tonezone=fr",
}
_EVENTSOURCES = {
    "channel": "events of a channel; without an id, of all",
    "bridge": "events of a bridge; without an id, of all",
    "endpoint": "events of an endpoint; without one, of all",
    "deviceState": "changes of a device's state",
}
_IN_FOLDERS = {"sound", "recording", "endpoint"}


def values(kind: str, context: Any, incomplete: str) -> Iterable[Candidate]:
    """The things of this kind, as far as they can be known.

    Args:
        kind: As in `aricli.ari.types.Names`, or one that the command line has besides.
        context: The context of the command, with the options that say which server to ask.
        incomplete: What is written of the value; not all that do not fit are left out.
    """
    if kind in SOURCES:
        return SOURCES[kind](context, incomplete)
    if kind not in KINDS:
        return ()
    found = live(kind, context)
    return _by_folder(found, incomplete) if kind in _IN_FOLDERS else found


def _by_folder(found: Iterable[Candidate], incomplete: str) -> Iterator[Candidate]:
    """One level of names with ``/``, below what is written."""
    above = incomplete.rpartition("/")[0]
    start = len(above) + 1 if above else 0
    for each in found:
        end = each.value.find("/", start)
        yield Candidate(each.value[: end + 1]) if end >= 0 else each


def _media(context: Any, incomplete: str) -> Iterable[Candidate]:
    scheme, colon, rest = incomplete.partition(":")
    if not colon:
        return (Candidate(f"{name}:", help) for name, help in _SCHEMES.items())
    if scheme == "tone":
        return _prefixed("tone:", _tones(rest))
    return _prefixed(f"{scheme}:", values(scheme, context, rest) if scheme in _SCHEMES else ())


def _tones(incomplete: str) -> Iterator[Candidate]:
    name, semicolon, _ = incomplete.partition(";")
    if semicolon:
        begun = f"{name};tonezone="
        if incomplete.startswith(begun):
            yield from _prefixed(begun, map(Candidate._make, ZONES.items()))
        else:
            yield Candidate(begun, "of a country")
        return
    yield from map(Candidate._make, TONES.items())
    if name in TONES:
        yield Candidate(f"{name};tonezone=", "of a country")


def _event_sources(context: Any, incomplete: str) -> Iterable[Candidate]:
    scheme, colon, rest = incomplete.partition(":")
    if not colon:
        return (Candidate(f"{name}:", help) for name, help in _EVENTSOURCES.items())
    kind = "device" if scheme == "deviceState" else scheme
    known = scheme in _EVENTSOURCES
    return _prefixed(f"{scheme}:", values(kind, context, rest) if known else ())


def _prefixed(prefix: str, found: Iterable[Candidate]) -> Iterator[Candidate]:
    return (Candidate(prefix + value, help) for value, help in found)


def _endpoint_resources(context: Any, incomplete: str) -> Iterator[Candidate]:
    """The endpoints of the technology that stands before."""
    tech = f"{context.params.get('tech')}/"
    for value, help in live("endpoint", context):
        if value.startswith(tech):
            yield Candidate(value.removeprefix(tech), help)


def _techs(context: Any, incomplete: str) -> Iterator[Candidate]:
    return (Candidate(value.partition("/")[0]) for value, _ in live("endpoint", context))


def _profiles(context: Any, incomplete: str) -> Iterator[Candidate]:
    import os

    from aricli.config.file import location, read

    for name, section in read(location(os.environ)).profiles.items():
        yield Candidate(name, section.get("url", ""))


def _event_types(context: Any, incomplete: str) -> Iterator[Candidate]:
    from aricli.ari.events import TYPES

    for name, kind in TYPES.items():
        yield Candidate(name, (kind.__doc__ or "").partition("\n")[0])


def _behaviours(context: Any, incomplete: str) -> Iterator[Candidate]:
    from aricli.cli.foreign import plugins

    for offer in plugins().behaviours:
        help = (offer.kind.__doc__ or "").partition("\n")[0]
        yield Candidate(offer.name, help or f"answers for {offer.app}")


def _answered_apps(context: Any, incomplete: str) -> Iterator[Candidate]:
    from aricli.cli.foreign import plugins

    for offer in plugins().behaviours:
        yield Candidate(offer.app, f"answered by {offer.kind.__name__}")


def _outputs(context: Any, incomplete: str) -> Iterator[Candidate]:
    from aricli.cli.foreign import outputs
    from aricli.cli.topics.output import FORMATS

    yield from map(Candidate._make, {**FORMATS, **outputs()}.items())


def _sinks(context: Any, incomplete: str) -> Iterator[Candidate]:
    from aricli.cli.foreign import plugins

    for each in plugins().sinks.values():
        yield Candidate(f"{each.name}:", f"of the plugin {each.plugin}")


def _plugins(context: Any, incomplete: str) -> Iterator[Candidate]:
    from aricli.plugins import installed

    for each in installed():
        yield Candidate(each.name, f"{each.distribution} {each.version}")


def _missed_plugins(context: Any, incomplete: str) -> Iterator[Candidate]:
    from aricli.cli.foreign import missed

    yield from map(Candidate, missed()[0])


def _helped(context: Any, incomplete: str) -> Iterator[Candidate]:
    """Topics and commands; behind a group, its commands."""
    from aricli.cli.help import Group
    from aricli.cli.root import Root
    from aricli.cli.topics import TOPICS

    root, given = Root(), list(context.params.get("words") or ())
    if not given:
        yield from map(Candidate._make, {**root.summaries(), **TOPICS}.items())
    group = root.get_command(context, given[0]) if len(given) == 1 else None
    if isinstance(group, Group):
        yield from map(Candidate._make, group.summaries().items())


def _requests(context: Any, incomplete: str) -> Iterable[Candidate]:
    from aricli.cli.completion.paths import requests

    return requests(context, incomplete)


SOURCES: dict[str, Source] = {
    "media": _media,
    "event_source": _event_sources,
    "endpoint_resource": _endpoint_resources,
    "tech": _techs,
    "profile": _profiles,
    "event_type": _event_types,
    "behaviour": _behaviours,
    "output": _outputs,
    "plugin": _plugins,
    "missed_plugin": _missed_plugins,
    "help": _helped,
    "sink": _sinks,
    "answered_app": _answered_apps,
    "request": _requests,
}
"""What can be known of each kind besides what `aricli.cli.completion.live` lists."""
