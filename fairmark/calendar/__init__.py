"""Academic years, terms, closures and working days."""
