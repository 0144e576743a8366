"""Assignment briefs: written, verified by somebody else, issued; learners see none before that."""
