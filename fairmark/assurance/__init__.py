"""The board: every clause, its state, and the records behind it."""
