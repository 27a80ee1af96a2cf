"""The way of a deposit, and the two halves of the work on a chunk."""
