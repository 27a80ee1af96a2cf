"""The summary of a batch, for the staff of an Opco."""
