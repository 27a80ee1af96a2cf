"""What several rules ask of a batch."""
