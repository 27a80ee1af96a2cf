"""What stands in a folder of deposits without anybody having put it there."""

_STARTS = ("~$", ".~lock.", ".")
_FILES = ("thumbs.db", "desktop.ini", "icon\r")
_FOLDERS = ("__macosx",)


def is_passed_over(name: str) -> bool:
    """Whether a file is no deposit: hidden, of a spreadsheet program that has a workbook open, or of the system."""
    return name.startswith(_STARTS) or name.casefold() in _FILES


def is_folder_passed_over(name: str) -> bool:
    """Whether nothing in a folder is a deposit: a hidden one, or what a Mac adds to an archive."""
    return name.startswith(".") or name.casefold() in _FOLDERS
