"""What a programme’s team keeps about its teaching: the first parts of the programme file."""
