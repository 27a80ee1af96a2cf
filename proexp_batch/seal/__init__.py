"""The seal of an attestation: made with a private key, checked by anybody with the public one, without a network."""
