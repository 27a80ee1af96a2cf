"""What proves of an attestation that it is as it was made: its own seal, checked with a public key and without a network.

An Opco's electronic stamp (PAdES) may come to it, for readers of PDF.
"""
