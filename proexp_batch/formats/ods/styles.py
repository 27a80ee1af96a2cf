"""The automatic styles of an .ods: which hide a sheet, which strike out what stands in a cell."""

from collections.abc import Mapping


class OdsStyles:
    """Gathers the styles by name while the XML in front of the sheets goes by."""

    def __init__(self) -> None:
        self.hidden: set[str] = set()
        self.struck: set[str] = set()
        self._name = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the next element."""
        if name == "style":
            self._name = attributes.get("style:name", "")
        elif name == "table-properties" and attributes.get("table:display") == "false":
            self.hidden.add(self._name)
        elif name == "text-properties" and attributes.get("style:text-line-through-style", "none") != "none":
            self.struck.add(self._name)
