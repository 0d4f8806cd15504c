"""Hangup causes (Q.850), ARI's words for them, and what a SIP caller sees."""

from __future__ import annotations

NORMAL = 16
USER_BUSY = 17
NO_ANSWER = 19
REDIRECTED = 23
CONGESTION = 34
INTERWORKING = 127

CAUSES = {
    0: "Unknown",
    1: "Unallocated (unassigned) number",
    2: "No route to specified transmit network",
    3: "No route to destination",
    5: "Misdialed trunk prefix",
    6: "Channel unacceptable",
    7: "Call awarded and being delivered in an established channel",
    8: "Pre-empted",
    14: "Number ported elsewhere",
    16: "Normal Clearing",
    17: "User busy",
    18: "No user responding",
    19: "User alerting, no answer",
    20: "Subscriber absent",
    21: "Call Rejected",
    22: "Number changed",
    23: "Redirected to new destination",
    26: "Answered elsewhere",
    27: "Destination out of order",
    28: "Invalid number format",
    29: "Facility rejected",
    30: "Response to STATus ENQuiry",
    31: "Normal, unspecified",
    34: "Circuit/channel congestion",
    38: "Network out of order",
    41: "Temporary failure",
    42: "Switching equipment congestion",
    43: "Access information discarded",
    44: "Requested channel not available",
    50: "Facility not subscribed",
    52: "Outgoing call barred",
    54: "Incoming call barred",
    57: "Bearer capability not authorized",
    58: "Bearer capability not available",
    65: "Bearer capability not implemented",
    66: "Channel not implemented",
    69: "Facility not implemented",
    81: "Invalid call reference value",
    88: "Incompatible destination",
    95: "Invalid message unspecified",
    96: "Mandatory information element is missing",
    97: "Message type nonexist.",
    98: "Wrong message",
    99: "Info. element nonexist or not implemented",
    100: "Invalid information element contents",
    101: "Message not compatible with call state",
    102: "Recover on timer expiry",
    103: "Mandatory IE length error",
    111: "Protocol error, unspecified",
    127: "Interworking, unspecified",
}
"""The text of each cause."""

NAMES = {
    "UNALLOCATED": 1,
    "NO_ROUTE_DESTINATION": 3,
    "NORMAL_CLEARING": 16,
    "USER_BUSY": 17,
    "NO_USER_RESPONSE": 18,
    "NO_ANSWER": 19,
    "CALL_REJECTED": 21,
    "NUMBER_CHANGED": 22,
    "DESTINATION_OUT_OF_ORDER": 27,
    "INVALID_NUMBER_FORMAT": 28,
    "NORMAL_UNSPECIFIED": 31,
    "NORMAL_CIRCUIT_CONGESTION": 34,
    "NORMAL_TEMPORARY_FAILURE": 41,
    "SWITCH_CONGESTION": 42,
}
"""What the dialplan's ``Hangup`` accepts besides numbers."""

REASONS = {
    "normal": 16,
    "busy": 17,
    "congestion": 34,
    "no_answer": 19,
    "timeout": 18,
    "rejected": 21,
    "unallocated": 1,
    "normal_unspecified": 31,
    "number_incomplete": 28,
    "codec_mismatch": 58,
    "interworking": 127,
    "failure": 38,
    "answered_elsewhere": 26,
}
"""What ``DELETE /channels/{channelId}?reason=`` accepts."""

_SIP = {
    1: "404 Not Found",
    2: "404 Not Found",
    3: "404 Not Found",
    17: "486 Busy Here",
    18: "408 Request Timeout",
    19: "480 Temporarily Unavailable",
    20: "480 Temporarily Unavailable",
    21: "403 Forbidden",
    22: "410 Gone",
    27: "502 Bad Gateway",
    28: "484 Address Incomplete",
    29: "501 Not Implemented",
    31: "480 Temporarily Unavailable",
    34: "503 Service Unavailable",
    38: "500 Server Internal Error",
    42: "503 Service Unavailable",
    58: "488 Not Acceptable Here",
    66: "503 Service Unavailable",
    127: "500 Server Internal Error",
}
"""As PJSIP answers each of 0 to 127, but for those that it declines."""


def text(cause: int) -> str:
    """The cause in words."""
    return CAUSES.get(cause, "Unknown")


def sip_answer(cause: int) -> str:
    """The final response to a SIP caller whose call ends unanswered."""
    return _SIP.get(cause, "603 Decline")


def tech_cause(cause: int) -> int | None:
    """What events tell of SIP's side of a cause, be the call answered or not."""
    return int(_SIP[cause].partition(" ")[0]) if cause in _SIP else None
