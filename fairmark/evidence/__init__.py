"""Files kept by their checksum and attached to any record: whole, inert, and seen by few."""
