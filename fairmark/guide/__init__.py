"""What the guide asks, clause by clause, and who shows it."""
