"""The papers of a path as PDF, ready to be handed over."""
