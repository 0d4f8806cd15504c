"""Ring, answer, and hang up again: Asterisk's channel-tones example as a plugin."""

from aricli import Behaviour, RegisterBehaviour, hookimpl


class Tones(Behaviour):
    """Ring like a French telephone, answer after 8 s, hang up a second later."""

    app = "channel-tones"

    def stasis_start(self) -> None:
        self.say(f"Channel {self.channel.name} has entered the application")
        self.ringing = self.channel.play("tone:ring;tonezone=fr")
        self.after(8, self.answer)

    def answer(self) -> None:
        self.say(f"Answering channel {self.channel.name}")
        self.ringing.stop()
        self.channel.answer()
        self.after(1, self.hang_up)

    def hang_up(self) -> None:
        self.say(f"Hanging up channel {self.channel.name}")
        self.channel.hangup()

    def stasis_end(self) -> None:
        self.say(f"Channel {self.channel.name} just left our application")


@hookimpl
def register_behaviours(register: RegisterBehaviour) -> None:
    register(Tones)
