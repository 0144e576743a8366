"""What assessment works by in the rule pack."""

from fairmark.rulebook.readers import works_by

works_by("forms.authenticity", "What a learner states when handing in", "/my-work/")
works_by("forms.assessor_statement", "What an assessor states when signing", "/tracking/")
works_by(
    "assessment.feedback.first_submission", "What is said where feedback is typed", "/tracking/"
)
works_by(
    "assessment.feedback.last_submission", "What is said where feedback is typed", "/tracking/"
)
works_by("attempts.conditions", "The conditions of a resubmission", "/tracking/")
works_by("attempts.authorised_by", "Who authorises a further attempt", "/tracking/")
works_by(
    "attempts.resubmissions", "How many resubmissions there are", "/tracking/", may_be_open=True
)
works_by("attempts.retakes", "How many retakes there are", "/tracking/", may_be_open=True)
works_by(
    "attempts.reassessments", "How many reassessments a unit has", "/tracking/", may_be_open=True
)
works_by(
    "attempts.working_days", "The latest day of a resubmission", "/tracking/", may_be_open=True
)
works_by(
    "attempts.same_year",
    "Whether a resubmission comes in the same year",
    "/tracking/",
    may_be_open=True,
)
works_by(
    "attempts.retake_cap", "The highest unit grade after a retake", "/tracking/", may_be_open=True
)
works_by(
    "attempts.reassessment_cap",
    "The highest unit grade after a reassessment",
    "/tracking/",
    may_be_open=True,
)
works_by("assessment.feedback.live", "What is said where a question is answered", "/questions/")
works_by("forms.observation_record", "What an observation record asks", "/tracking/")
works_by("forms.witness_statement", "What a witness statement asks", "/tracking/")
works_by("conflicts.family_declared", "Who may judge a learner’s work", "/conflicts/")
works_by("conflicts.in_sample", "Which work is in every sample", "/conflicts/")
works_by(
    "conflicts.own_staff_before_entries",
    "Which learners who work here are asked about",
    "/conflicts/",
)
works_by(
    "assessment.late_capped", "Whether a policy may limit what late work counts for", "/tracking/"
)
