"""How the program for a desk without Python is made; it is no part of what is installed."""
