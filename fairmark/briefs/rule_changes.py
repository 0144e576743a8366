"""What briefs work by in the rule pack."""

from fairmark.rulebook.readers import works_by

works_by("forms.brief_verification", "The questions that a verifier of a brief answers", "/briefs/")
works_by("roles.countersigns_brief", "Who else signs a verified brief", "/briefs/")
works_by("verification.brief_each_year", "Whether a brief of last year may be issued", "/briefs/")
works_by("assessment.brief_fields", "What the standard form of a brief asks", "/briefs/")
works_by("forms.brief_verification_head", "The head of a brief’s verification on paper", "/briefs/")
