"""Who a process is, and whether another one of this machine still runs."""

import os
import socket
import sys
from pathlib import Path


def host() -> str:
    """The name of this machine."""
    return socket.gethostname() or "localhost"


def space() -> str:
    """What tells the process numbers of this machine from those of a container on it."""
    try:
        return str(Path("/proc/self/ns/pid").stat().st_ino)
    except OSError:
        return ""


def birth(pid: int) -> str:
    """When a process was started, as far as the system tells: a number is given again, but not at the same time."""
    try:
        started = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[19]
        return f"{Path('/proc/sys/kernel/random/boot_id').read_text('ascii').strip()}/{started}"
    except (OSError, IndexError):
        return ""


if sys.platform == "win32":
    import ctypes

    def runs(pid: int) -> bool:
        """Whether a process of that number runs."""
        limited, still_active = 0x1000, 259
        handle = ctypes.windll.kernel32.OpenProcess(limited, False, pid)
        if not handle:
            # Access denied: it is there, but somebody else's.
            return bool(ctypes.GetLastError() == 5)
        code = ctypes.c_ulong()
        known = ctypes.windll.kernel32.GetExitCodeProcess(handle, ctypes.byref(code))
        ctypes.windll.kernel32.CloseHandle(handle)
        return bool(known) and code.value == still_active

else:

    def runs(pid: int) -> bool:
        """Whether a process of that number runs; one that ended and was not yet reaped does not."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        try:
            status = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            return True
        return status not in ("Z", "X")


def alive(pid: int, born: str) -> bool:
    """Whether the process that had this number and was born then still runs."""
    if not runs(pid):
        return False
    now = birth(pid)
    return not born or not now or born == now
