"""How a team agrees on the standard: briefings, standardisation, and good practice that is shared."""
