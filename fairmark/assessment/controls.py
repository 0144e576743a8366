"""What work handed in and decided shows of the guide's clauses."""
