"""Batch checking of the Excel dossiers of experimental professionalisation contracts."""

__version__ = "0.1.0"
