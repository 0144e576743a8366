"""Learners, their identifiers and enrolments."""
