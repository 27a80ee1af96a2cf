"""The rules, and the check of a batch against them."""
