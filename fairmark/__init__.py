"""Fairmark runs the quality assurance of a centre's BTEC qualifications, and proves it."""

__version__ = "0.1.0"
