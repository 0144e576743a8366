"""Work handed in, decided criterion by criterion, returned, and handed in again where that is allowed."""
