"""Workbooks of today in a container that locks them."""
