"""Play a sound and hang up at its end: Asterisk's channel-playback-monkeys example as a plugin."""

from aricli import Behaviour, RegisterBehaviour, events, hookimpl


class Monkeys(Behaviour):
    """Attack with howler monkeys; hang up when they return victorious."""

    app = "channel-playback-monkeys"

    def stasis_start(self) -> None:
        self.say(f"Monkeys! Attack {self.channel.name}!")
        self.channel.play("sound:tt-monkeys")

    def playback_finished(self, event: events.PlaybackFinished) -> None:
        if event.playback.state == "done":
            self.say(f"Monkeys successfully vanquished {self.channel.name}; hanging them up")
        self.channel.hangup()

    def stasis_end(self) -> None:
        self.say(f"Channel {self.channel.name} just left our application")


@hookimpl
def register_behaviours(register: RegisterBehaviour) -> None:
    register(Monkeys)
