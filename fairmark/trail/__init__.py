"""The append-only record of what happened, chained so that a change is found."""
