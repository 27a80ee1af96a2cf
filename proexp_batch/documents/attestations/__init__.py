"""The attestations de fin de formation, one sheet per contract."""
