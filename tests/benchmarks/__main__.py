"""All benchmarks but the soak, one after another: ``python -m tests.benchmarks``."""

from __future__ import annotations

from tests.benchmarks import (
    cpu_per_call,
    first_request,
    intake,
    jsonl,
    sandbox_calls,
    startup,
    stdin,
    steady,
    waiting,
)

for benchmark in (
    startup,
    stdin,
    intake,
    jsonl,
    first_request,
    steady,
    cpu_per_call,
    waiting,
    sandbox_calls,
):
    benchmark.main()
