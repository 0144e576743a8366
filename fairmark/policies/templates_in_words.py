"""The text of the policy templates, in our own words, with the numbers it names."""

#: Numbers of the registration policy: key, its name, and what it counts.
REGISTRATION_NUMBERS = {
    "registration.days_to_register": ("Register a learner within", "working days of the start of teaching"),
    "registration.days_to_check": ("Programme team checks an intake within", "working days of its registration"),
    "registration.days_to_confirm": ("Learner confirms or queries within", "working days of registration"),
    "registration.days_to_tell": ("Tell the awarding body of a change within", "working days"),
    "registration.comparison_days": ("Compare with the awarding body’s record at least every", "calendar days"),
    "registration.days_to_explain": ("Resolve or explain a difference within", "working days"),
    "registration.entry_check_days": ("Programme leader checks entries at least", "working days before the deadline"),
}  # fmt: skip

#: Sections of the registration policy. {key} is where a live number stands.
REGISTRATION_SECTIONS = [
    {
        "heading": "What this policy is for",
        "clauses": ["REG-A1", "REG-A2", "REG-A3", "REG-A4"],
        "paragraphs": [
            "Every BTEC learner is registered on the right programme in good time, entered for "
            "each assessment that needs an entry, and certificated for exactly what was earned. "
            "Anyone entitled to ask can follow one learner from registration to certificate.",
        ],
    },
    {
        "heading": "Registering learners",
        "clauses": ["REG-1", "REG-2", "REG-P1"],
        "paragraphs": [
            "The exams officer registers each learner on the code of an approved programme as "
            "teaching starts, before any assessment, and no later than "
            "{registration.days_to_register} working days after the learner’s first day of "
            "teaching.",
            "A learner whose details are incomplete is registered once the details are right; "
            "the programme leader is told what is missing the same day.",
        ],
    },
    {
        "heading": "Checking registrations",
        "clauses": ["REG-3", "REG-4"],
        "paragraphs": [
            "The programme leader checks the registrations of each intake against the class list "
            "and signs within {registration.days_to_check} working days. Anything doubtful is "
            "raised as a query, which the exams officer answers and closes.",
            "Each learner is shown the name, date of birth and programme they are registered "
            "with and confirms or queries them within {registration.days_to_confirm} working "
            "days.",
        ],
    },
    {
        "heading": "Transfers, withdrawals and changed details",
        "clauses": ["REG-5", "REG-P2", "REG-P3"],
        "paragraphs": [
            "Programme leaders tell the exams officer of any change. The exams officer tells the "
            "awarding body within {registration.days_to_tell} working days and keeps the date "
            "and the reference.",
            "Inside the awarding body’s window a registration made in error is deleted; after it "
            "the learner is withdrawn. A transfer keeps the learner’s history.",
        ],
    },
    {
        "heading": "Agreeing with the awarding body’s record",
        "clauses": ["REG-6"],
        "paragraphs": [
            "The exams officer compares our registrations with the awarding body’s own list at "
            "least every {registration.comparison_days} days, estimated completion dates "
            "included. Each difference is resolved or explained within "
            "{registration.days_to_explain} working days.",
        ],
    },
    {
        "heading": "Entries",
        "clauses": ["REG-7", "REG-8", "REG-P4"],
        "paragraphs": [
            "For each series the exams officer publishes the deadline and the units to be taken. "
            "Programme leaders check and sign the entries at least "
            "{registration.entry_check_days} working days before it closes.",
        ],
    },
    {
        "heading": "Claims and certificates",
        "clauses": ["REG-9", "REG-10", "REG-11", "REG-P5", "REG-P6"],
        "paragraphs": [
            "A claim for a unit or a whole award is made only after its decisions are verified, "
            "is checked by a second person, and goes by the published date. Certificates that "
            "arrive are compared with the claim before they are handed on.",
        ],
    },
    {
        "heading": "Keeping records",
        "clauses": ["REG-12"],
        "paragraphs": [
            "Registration, entry and claim records are kept safe for at least three years after "
            "certification, longer while an appeal, a case or a query is open.",
        ],
    },
]
