"""The centre's own policies and the numbers in force."""
