"""Whether groups of learners come out differently, beyond what chance explains."""
