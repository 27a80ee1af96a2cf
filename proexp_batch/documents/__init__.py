"""What is given back: each document is a function of decided facts."""
