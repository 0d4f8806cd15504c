"""Secrets that slip into a log are blotted out there, wherever they came from."""

from __future__ import annotations

import logging
import re

_NAME = r"[\w-]*(?:password|passwd|secret|md5_cred|token|api_?key)[\w-]*"
_STRING = r'"(?:[^"\\]|\\.)*"'
_SECRETS = (
    re.compile(rf"(?i)(\b{_NAME}=)[^&\s\"']+"),
    re.compile(rf'(?i)("{_NAME}"\s*:\s*){_STRING}'),
    re.compile(rf'(?i)("attribute"\s*:\s*"{_NAME}"\s*,\s*"value"\s*:\s*){_STRING}'),
    re.compile(r"(?i)(\bauthorization\b[\"']?\s*[:=]\s*[\"']?(?:basic|bearer)\s+)[^\s\"']+"),
    re.compile(r"(://)[^/@\s]+(?=@)"),
)


def redacted(text: str) -> str:
    """The text without what looks like a password, a token or a key."""
    for secret in _SECRETS:
        text = secret.sub(r"\1***", text)
    return text


class Redaction(logging.Filter):
    """Blots out secrets in every record of the logger that has this filter."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, redacted."""
        record.msg, record.args = redacted(record.getMessage()), None
        return True
