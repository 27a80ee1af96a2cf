"""Links from one output to another that Excel and LibreOffice follow, whatever the names of the files."""

import re
from pathlib import PurePosixPath

# What Excel itself escapes in the address of a file, and the signs that mean something else in an address.
# Letters with accents stay: Windows reads their escapes in the code page of the machine, not as UTF-8.
_ESCAPED = re.compile(r'[\x00-\x20\x7f"#%:<>?\[\\\]^`{|}]')

# XlsxWriter drops longer links, and more links in one sheet, with a warning.
MAX_LENGTH = 2000
MAX_PER_SHEET = 65_000


def external(path: PurePosixPath) -> str | None:
    """Give XlsxWriter's link to a file beside the workbook; `None` if the path is too long to be one.

    XlsxWriter takes an address with an escape in it as it stands and cuts one at `#`: all that must be
    escaped is escaped here. The leading `./` keeps a short name from being taken for a drive.
    """
    address = _ESCAPED.sub(lambda sign: f"%{ord(sign[0]):02X}", str(path))
    return f"external:./{address}" if len(address.encode("utf-16-le")) // 2 <= MAX_LENGTH else None
