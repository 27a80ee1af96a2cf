"""The kinds of file that are read: how each is recognised, opened and refused."""
