"""Ways to run the same work over many chunks."""
