"""What assessment plans work by in the rule pack."""

from fairmark.rulebook.readers import works_by

works_by("roles.signs_plan", "Who signs an assessment plan", "/plans/")
works_by("assessment.plan_fields", "What the form of an assessment plan asks", "/plans/")
