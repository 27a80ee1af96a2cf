"""The only part that writes to the disk: files that are whole or not there, and what is found in a deposit."""
