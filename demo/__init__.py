"""The demonstration: a college to try, one person in each role, a term and a half of history."""
