"""The centre itself and its sites."""
