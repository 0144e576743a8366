"""Qualifications, units, criteria and identifiers."""
