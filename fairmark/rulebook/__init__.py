"""The awarding body's rules as dated data, with source and confidence."""
