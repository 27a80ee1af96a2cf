"""The deposits: which files are there."""
