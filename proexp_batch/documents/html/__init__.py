"""The summary of a batch as a page for any browser."""
