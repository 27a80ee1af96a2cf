"""What the benchmark runs on, in the words of the page; no name of a computer or of a person."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from proexp_batch.model.wording import number

_UNKNOWN_MEMORY = "mémoire inconnue"


@dataclass(frozen=True)
class Machine:
    """Processor, number of cores that may be used, memory, system, version of Python."""

    processor: str
    cores: int
    memory: str
    system: str
    python: str


def this_machine() -> Machine:
    """The machine of this process."""
    return Machine(
        processor=_processor(),
        cores=_cores(),
        memory=_memory(),
        system=f"{platform.system()} ({platform.machine()})",
        python=platform.python_version(),
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    """The name of the model where Linux tells it, else what Python knows."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    named = next((model for model in models if model and model != "unknown"), "")
    return named or platform.processor() or "processeur inconnu"


def _memory() -> str:
    try:
        size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return _UNKNOWN_MEMORY
    return f"{number(size / 2**30, 0)} Go de mémoire"
