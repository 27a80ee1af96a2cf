"""What a run and the scheduled import go by."""
