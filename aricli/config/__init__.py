"""Settings and secrets: a flag beats the environment, the environment a profile of the file."""

from __future__ import annotations

from aricli.config.file import location as location
from aricli.config.settings import DEFAULT_URL as DEFAULT_URL
from aricli.config.settings import Secret as Secret
from aricli.config.settings import Settings as Settings
from aricli.config.settings import Value as Value
from aricli.config.settings import load as load
