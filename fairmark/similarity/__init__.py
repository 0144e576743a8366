"""How like pieces of work are to one another: read, compared, and looked into by people who decide."""
