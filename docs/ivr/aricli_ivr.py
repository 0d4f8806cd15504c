"""An interactive voice response as a plugin: leave a message and hear it, or join a conference."""

from __future__ import annotations

from aricli import Behaviour, Bridge, RegisterBehaviour, Script, errors, hookimpl


class Ivr(Behaviour):
    """A menu: 1 records a message and plays it back, 2 joins the conference."""

    app = "ivr"
    at_shutdown = "hangup"

    def stasis_start(self) -> Script:
        self.channel.answer()
        try:
            for _ in range(5):
                choice = yield from self.choose()
                self.say(f"{self.channel.name} chose {choice or 'nothing'}")
                if choice == "1":
                    yield from self.message()
                elif choice == "2":
                    yield from self.conference()
            self.channel.hangup()
        finally:
            self.say(f"{self.channel.name} is done")

    def choose(self) -> Script:
        """Play the menu until a key is pressed; the key, or nothing after two rounds."""
        for _ in range(2):
            key = self.digits(1, timeout=10, terminators="")
            menu = self.channel.play(
                "sound:vm-press", "sound:digits/1", "sound:vm-press", "sound:digits/2"
            )
            yield self.first(key, menu.finished())
            menu.stop()
            yield key
            if key.result:
                return key.result
        return ""

    def message(self) -> Script:
        """Record until the caller presses # or is silent, then play it back."""
        name = f"ivr/{self.channel.id}"
        self.channel.record(name, format="wav", beep=True, terminate_on="#", max_silence_seconds=5)
        yield self.event("RecordingFinished", timeout=60)
        self.forget_digits()  # the # that ended it
        heard = yield self.channel.play(f"recording:{name}").finished()
        self.say(f"{self.channel.name} heard the message: {heard.state}")

    def conference(self) -> Script:
        """Stay in the conference until hanging up or being put out."""
        try:
            bridge = self.ari.bridges.create(bridge_id="ivr-conference")
        except errors.WrongState:
            bridge = Bridge.of(self.ari, "ivr-conference")
        bridge.add_channel(self.channel.id)
        self.say(f"{self.channel.name} joined the conference")
        yield self.event("ChannelLeftBridge")


@hookimpl
def register_behaviours(register: RegisterBehaviour) -> None:
    register(Ivr)
