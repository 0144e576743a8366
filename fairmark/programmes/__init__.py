"""Programmes, approvals, cohorts and the staff allocated."""
