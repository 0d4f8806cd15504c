"""Extensions beside the sandbox's own, for an Asterisk and a sandbox that are to be the same."""

from __future__ import annotations

from aricli.sandbox.dialplan import DEFAULT

STEPS: dict[str, tuple[str, ...]] = {
    "answer": ("Answer()", "Wait(0.2)", "Answer()"),
    "wait": ("Wait()", "Wait(soon)", "wait(0.2)", "noop()"),
    "parts": (
        "NoOp(${EXTEN:1}|${EXTEN:1:2}|${EXTEN:-2}|${EXTEN:-3:1}|${EXTEN:1:-1}|${EXTEN:9})",
        "NoOp(${EXTEN:-9:2}|${EXTEN::2}|${EXTEN:0:0}|${NONE:1}|${CALLERID(name):1})",
    ),
    "hangup": ("Hangup()",),
    "hangup-number": ("Hangup(21)",),
    "hangup-name": ("Hangup(CALL_REJECTED)",),
    "hangup-no-name": ("Hangup(busy)",),
    "nobody": ("Stasis(nobody,x)", "NoOp(${STASISSTATUS})", "Hangup()"),
    "no-application": ("Stasis()", "Answer()"),
    "unknown": ("NoSuchApplication()", "Answer()"),
    "playback": ("Playback(beep)",),
    "playback-missing": ("Playback(nosuch&beep)",),
    "playback-early": ("Playback(beep,noanswer)",),
    "playback-skip": ("Playback(beep,skip)",),
    "playback-nothing": ("Playback()", "Answer()"),
    "background": ("background(beep,n)",),
    "busy": ("Answer()", "Busy(0.2)"),
    "congestion": ("Answer()", "Congestion(0.2)"),
    "nowhere": ("Goto(nowhere)", "Answer()"),
}
"""The steps of extensions of context ``steps``."""
EXTENSIONS = f"{DEFAULT}exten => 1003,1,Busy()\n[steps]\n" + "".join(
    f"exten => {name},{number},{step}\n"
    for name, steps in STEPS.items()
    for number, step in enumerate(steps, 1)
)
