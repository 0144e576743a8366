"""Tracking sheets: who has achieved what, by criterion and by unit, read and kept in one grid."""
