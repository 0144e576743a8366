"""Registrations, changes, entries, and their agreement with the awarding body's record."""
