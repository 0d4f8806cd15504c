"""An example that works for each command; help shows it."""

from __future__ import annotations

_CHANNEL = "1795425058.17"
_EXAMPLES: dict[str, tuple[str, ...]] = {
    "listen": (
        "aricli listen --app channel-tones",
        "aricli listen --app my-app -o jsonl | jq -r .type",
        "aricli listen --app my-app --to redis://localhost/events",
    ),
    "sandbox": (
        "aricli sandbox --port 8089 --fault slow=200ms --fault restart@60",
        "aricli sandbox --host 0.0.0.0 --user me --password-stdin < password.txt",
    ),
    "sandbox call": ("aricli sandbox call 1000 --from alice --dtmf 1,2 --hangup-after 5",),
    "demo": ("aricli demo", "aricli demo monkeys --fast"),
    "wait": (
        f"aricli wait ChannelDtmfReceived --channel {_CHANNEL} --timeout 10",
        "aricli wait StasisStart -o id | aricli play - sound:hello-world",
    ),
    "api": (
        "aricli api channels",
        f"aricli api POST channels/{_CHANNEL}/play media=sound:hello-world lang=en",
        'aricli api PUT applications/my-app/eventFilter \'disallowed:=[{"type": "Dial"}]\'',
    ),
    "replay": (
        "aricli replay session.jsonl --behaviour tones",
        "aricli replay session.jsonl -o jsonl | jq -r .text",
    ),
    "trace": (
        "aricli trace session.jsonl --html session.html",
        "aricli listen --app my-app -o jsonl | aricli trace -",
    ),
    "top": ("aricli top", "aricli top --once"),
    "login": ("aricli login -p lab --url https://pbx.example.com:8089",),
    "logout": ("aricli logout -p lab",),
    "completion show": ("source <(aricli completion show bash)",),
    "completion install": ("aricli completion install fish",),
    "doctor": ("aricli doctor --app my-app", "aricli doctor -o jsonl | jq 'select(.mend != \"\")'"),
    "plugins list": ("aricli plugins list", "aricli plugins list -o jsonl | jq -r .why"),
    "plugins info": ("aricli plugins info tones",),
    "plugins new": ("aricli plugins new greeter",),
    "plugins check": ("aricli plugins check tones", "aricli plugins check ./aricli-greeter"),
    "plugins forget": ("aricli plugins forget greeter",),
    "help": ("aricli help media", "aricli help channels play"),
    "config show": ("aricli config show --origin -p lab",),
    "config use": ("aricli config use lab",),
    "config edit": ("aricli config edit",),
    "config check": ("aricli config check -p lab",),
    "config path": ("aricli config path",),
    "applications list": ("aricli applications list",),
    "applications get": ("aricli applications get my-app",),
    "applications subscribe": (
        "aricli applications subscribe my-app endpoint:PJSIP/alice",
        f"aricli applications subscribe my-app channel:{_CHANNEL} deviceState:Stasis:door",
    ),
    "applications unsubscribe": ("aricli applications unsubscribe my-app endpoint:PJSIP/alice",),
    "applications filter": (
        "aricli applications filter my-app --disallowed ChannelVarset --disallowed ChannelDialplan",
        "aricli applications filter my-app",
    ),
    "asterisk get-info": ("aricli asterisk get-info --only system --only status",),
    "asterisk ping": ("aricli asterisk ping",),
    "asterisk list-modules": ("aricli asterisk list-modules --columns name,status",),
    "asterisk get-module": ("aricli asterisk get-module res_pjsip.so",),
    "asterisk load-module": ("aricli asterisk load-module res_ari_mailboxes.so",),
    "asterisk unload-module": ("aricli asterisk unload-module app_milliwatt.so",),
    "asterisk reload-module": ("aricli asterisk reload-module res_pjsip.so",),
    "asterisk list-log-channels": ("aricli asterisk list-log-channels",),
    "asterisk add-log": ("aricli asterisk add-log calls.log --configuration notice,warning,error",),
    "asterisk delete-log": ("aricli asterisk delete-log calls.log",),
    "asterisk rotate-log": ("aricli asterisk rotate-log calls.log",),
    "asterisk get-global-var": ("aricli asterisk get-global-var TRUNK",),
    "asterisk set-global-var": ("aricli asterisk set-global-var TRUNK PJSIP/trunk",),
    "asterisk get-object": ("aricli asterisk get-object res_pjsip endpoint alice",),
    "asterisk update-object": (
        "aricli asterisk update-object res_pjsip endpoint alice --field context=default",
    ),
    "asterisk delete-object": ("aricli asterisk delete-object res_pjsip endpoint alice",),
    "bridges list": ("aricli bridges list",),
    "bridges get": ("aricli bridges get my-bridge",),
    "bridges create": (
        "aricli bridges create --id my-bridge --type mixing --name conference",
        "bridge=$(aricli bridges create -o id)",
    ),
    "bridges destroy": ("aricli bridges destroy my-bridge",),
    "bridges add-channel": (
        f"aricli bridges add-channel my-bridge {_CHANNEL} 1795425069.19",
        f"aricli bridges add-channel my-bridge {_CHANNEL} --mute",
    ),
    "bridges remove-channel": (f"aricli bridges remove-channel my-bridge {_CHANNEL}",),
    "bridges set-video-source": (f"aricli bridges set-video-source my-bridge {_CHANNEL}",),
    "bridges clear-video-source": ("aricli bridges clear-video-source my-bridge",),
    "bridges start-moh": ("aricli bridges start-moh my-bridge --moh-class default",),
    "bridges stop-moh": ("aricli bridges stop-moh my-bridge",),
    "bridges play": ("aricli bridges play my-bridge sound:conf-unlockednow --wait",),
    "bridges record": (
        "aricli bridges record my-bridge meeting --format wav --if-exists overwrite --beep",
    ),
    "bridges get-bridge-var": ("aricli bridges get-bridge-var my-bridge TOPIC",),
    "bridges set-bridge-var": ("aricli bridges set-bridge-var my-bridge TOPIC budget",),
    "bridges get-bridge-vars": ("aricli bridges get-bridge-vars my-bridge TOPIC OWNER",),
    "bridges set-bridge-vars": (
        "aricli bridges set-bridge-vars my-bridge --variable TOPIC=budget --variable OWNER=alice",
    ),
    "channels list": (
        "aricli channels list",
        "aricli channels list --columns id,caller.number,dialplan.exten,age",
        "aricli channels list -o id | aricli hangup -",
    ),
    "channels get": (f"aricli channels get {_CHANNEL}",),
    "channels originate": (
        "aricli channels originate PJSIP/alice --app my-app --caller-id 'Bob <1000>' --wait",
        "aricli channels originate Local/1000@default --extension 2000 --variable LANG=fr",
    ),
    "channels create": ("aricli channels create PJSIP/alice --app my-app --id my-call",),
    "channels dial": ("aricli channels dial my-call --timeout 30 --wait",),
    "channels answer": (f"aricli channels answer {_CHANNEL}",),
    "channels hangup": (
        f"aricli channels hangup {_CHANNEL} --reason busy",
        "aricli channels list -o id | aricli channels hangup -",
    ),
    "channels ring": (f"aricli channels ring {_CHANNEL}",),
    "channels ring-stop": (f"aricli channels ring-stop {_CHANNEL}",),
    "channels progress": (f"aricli channels progress {_CHANNEL}",),
    "channels continue-in-dialplan": (
        f"aricli channels continue-in-dialplan {_CHANNEL}",
        f"aricli channels continue-in-dialplan {_CHANNEL} --context default --extension 2000",
    ),
    "channels move": (f"aricli channels move {_CHANNEL} other-app --app-args vip,fr",),
    "channels redirect": (f"aricli channels redirect {_CHANNEL} PJSIP/bob",),
    "channels transfer-progress": (
        f"aricli channels transfer-progress {_CHANNEL} channel_answered",
    ),
    "channels play": (
        f"aricli channels play {_CHANNEL} sound:hello-world --wait",
        f"aricli channels play {_CHANNEL} sound:you-entered digits:42 --lang fr",
        f"aricli channels play {_CHANNEL} 'tone:ring;tonezone=fr' --id ringing",
    ),
    "channels record": (
        f"aricli channels record {_CHANNEL} greeting --format wav --terminate-on '#' --wait",
    ),
    "channels start-moh": (f"aricli channels start-moh {_CHANNEL} --moh-class default",),
    "channels stop-moh": (f"aricli channels stop-moh {_CHANNEL}",),
    "channels start-silence": (f"aricli channels start-silence {_CHANNEL}",),
    "channels stop-silence": (f"aricli channels stop-silence {_CHANNEL}",),
    "channels send-dtmf": (f"aricli channels send-dtmf {_CHANNEL} '123#' --between 200",),
    "channels mute": (f"aricli channels mute {_CHANNEL} --direction in",),
    "channels unmute": (f"aricli channels unmute {_CHANNEL} --direction in",),
    "channels hold": (f"aricli channels hold {_CHANNEL}",),
    "channels unhold": (f"aricli channels unhold {_CHANNEL}",),
    "channels snoop-channel": (
        f"aricli channels snoop-channel {_CHANNEL} --app my-app --spy both",
        f"aricli channels snoop-channel {_CHANNEL} --app my-app --whisper out",
    ),
    "channels external-media": (
        "aricli channels external-media --app my-app --format ulaw --external-host 127.0.0.1:20000",
    ),
    "channels rtpstatistics": (f"aricli channels rtpstatistics {_CHANNEL}",),
    "channels get-channel-var": (
        f"aricli channels get-channel-var {_CHANNEL} 'CALLERID(num)'",
        f"state=$(aricli channels get-channel-var {_CHANNEL} 'CHANNEL(state)' -o id)",
    ),
    "channels set-channel-var": (
        f"aricli channels set-channel-var {_CHANNEL} 'CALLERID(name)' Alice",
    ),
    "channels get-channel-vars": (
        f"aricli channels get-channel-vars {_CHANNEL} 'CALLERID(num)' 'CHANNEL(language)'",
    ),
    "channels set-channel-vars": (
        f"aricli channels set-channel-vars {_CHANNEL} --variable A=1 --variable 'B=two, three'",
    ),
    "device-states list": ("aricli device-states list",),
    "device-states get": ("aricli device-states get PJSIP/alice",),
    "device-states update": ("aricli device-states update Stasis:door INUSE",),
    "device-states delete": ("aricli device-states delete Stasis:door",),
    "endpoints list": ("aricli endpoints list",),
    "endpoints list-by-tech": ("aricli endpoints list-by-tech PJSIP",),
    "endpoints get": ("aricli endpoints get PJSIP alice",),
    "endpoints send-message": (
        "aricli endpoints send-message pjsip:alice --from pjsip:bob --body 'Call me back'",
    ),
    "endpoints send-message-to-endpoint": (
        "aricli endpoints send-message-to-endpoint PJSIP alice --from pjsip:bob --body Hello",
    ),
    "endpoints refer": (
        "aricli endpoints refer pjsip:alice --from pjsip:bob --refer-to pjsip:carol",
    ),
    "endpoints refer-to-endpoint": (
        "aricli endpoints refer-to-endpoint PJSIP alice --from pjsip:bob --refer-to pjsip:carol",
    ),
    "events user-event": (
        f"aricli events user-event lunch --application my-app --source channel:{_CHANNEL}"
        " --variable until=13:00",
    ),
    "events claim-channel": (f"aricli events claim-channel {_CHANNEL} --application my-app",),
    "mailboxes list": ("aricli mailboxes list",),
    "mailboxes get": ("aricli mailboxes get 1000@default",),
    "mailboxes update": ("aricli mailboxes update 1000@default --old-messages 3 --new-messages 1",),
    "mailboxes delete": ("aricli mailboxes delete 1000@default",),
    "playbacks get": ("aricli playbacks get ringing",),
    "playbacks stop": ("aricli playbacks stop ringing",),
    "playbacks control": ("aricli playbacks control ringing pause",),
    "recordings list-stored": ("aricli recordings list-stored",),
    "recordings get-stored": ("aricli recordings get-stored greeting",),
    "recordings delete-stored": ("aricli recordings delete-stored greeting",),
    "recordings get-stored-file": ("aricli recordings get-stored-file greeting > greeting.wav",),
    "recordings copy-stored": ("aricli recordings copy-stored greeting greeting-old",),
    "recordings get-live": ("aricli recordings get-live meeting",),
    "recordings cancel": ("aricli recordings cancel meeting",),
    "recordings stop": ("aricli recordings stop meeting",),
    "recordings pause": ("aricli recordings pause meeting",),
    "recordings unpause": ("aricli recordings unpause meeting",),
    "recordings mute": ("aricli recordings mute meeting",),
    "recordings unmute": ("aricli recordings unmute meeting",),
    "recordings download": (
        "aricli recordings download greeting",
        "aricli recordings download greeting -o - | sox -t wav - greeting.mp3",
        "aricli recordings download --all 'vm/*' -o backup",
    ),
    "sounds list": ("aricli sounds list --lang fr",),
    "sounds get": ("aricli sounds get tt-monkeys",),
}
"""By command, as it is written after ``aricli``; a daily verb has those of its operation."""


def examples(path: str) -> tuple[str, ...]:
    """The examples for a command such as ``aricli channels play``, or ``aricli play`` for short."""
    from aricli.cli.root import VERBS

    name = path.removeprefix("aricli ")
    if name in VERBS:
        long = VERBS[name].replace(".", " ")
        return tuple(each.replace(f"aricli {long}", path) for each in _EXAMPLES[long])
    return _EXAMPLES.get(name, ())
