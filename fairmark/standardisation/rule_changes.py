"""What standardisation works by in the rule pack."""

from fairmark.rulebook.readers import works_by

works_by("roles.assessor_standardised_first", "Who is warned or stopped", "/standardisation/")
works_by(
    "roles.lead_verifier_standardised", "Lead verifiers warned or stopped", "/standardisation/"
)
