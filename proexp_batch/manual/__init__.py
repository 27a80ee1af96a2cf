"""The words of rules and columns for people and programs, and the pages made from them."""
