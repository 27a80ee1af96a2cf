"""From a deposited file to the values of its sheets and where each one stands."""
