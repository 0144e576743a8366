"""Files in and out: read, mapped, tried, committed, undone."""
