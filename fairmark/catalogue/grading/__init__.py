"""From criteria to unit grades, from unit grades to the qualification: exact, with reasons."""
