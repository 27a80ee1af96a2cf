"""The scheduled import: from a shared folder to the archive, each file once."""
