"""The stage: a sandbox that runs behaviours on itself, in real or in virtual time."""

from __future__ import annotations

from aricli.stage.app import App
from aricli.stage.stage import Stage, StageCall

__all__ = ["App", "Stage", "StageCall"]
