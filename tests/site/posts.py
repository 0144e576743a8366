"""A post that succeeds for every address that takes one: who sends it and what it holds."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from demo.policies import ANSWERS
from fairmark.calendar.clock import today
from fairmark.policies.exemplars import exemplar
from fairmark.policies.queries import bound_template
from tests.builders import MONDAY, a_picture
from tests.policies.word_files import a_word_file
from tests.site.assess_world import posts_of_assessed
from tests.site.team_world import posts_of_team
from tests.site.tracking_world import posts_of_tracking
from tests.site.work_world import posts_of_work
from tests.site.world import CLASS_LIST, EXAMPLE_EDITION, OTHER_RULES, World

OTHER_FILE, OTHER_LOGO = a_word_file(title="Safety"), a_picture(size=(90, 90))


def every_post(world: World) -> dict[str, tuple[str, dict]]:
    """By name of the address: the code of somebody who may, and what they type."""
    one = {name: record.pk for name, record in world.objects.items()}
    soon = f"{today() + timedelta(days=90):%d/%m/%Y}"
    columns = ("ref", "surname", "forenames", "date_of_birth", "course", "starts_on", "ends_on")
    headings = ("Student ref", "Surname", "Forename(s)", "DoB", "Course code", "Start date",
                "Planned end")  # fmt: skip
    numbers = {key.replace(".", "__"): bound_template(key, on=MONDAY.date()) - 1
               for key in exemplar("registration").numbers}  # fmt: skip
    a_unit_typed = {
        "number": "21", "title": "Another", "assessment": "set", "status": "optional", "group": "",
        "glh": "60", "credits": "", "level": "3", "must_pass": "no", "aims": "A B", "source": "",
    }  # fmt: skip
    a_group_typed = {
        "code": "C", "title": "Options", "status": "optional", "least_units": "1",
        "most_units": "", "least_size": "60", "most_size": "120", "source": "",
    }  # fmt: skip
    return {
        "learner_details": ("E", {"surname": "Changed", "forenames": "Lena", "date_of_birth":
                                  "17/11/2008", "sex": "F", "uln": "9276308686", "why": "Seen."}),
        "merge": ("E", {}),
        "programme_approval": ("Q", {"status": "applied", "applied_on": "1/9/2025"}),
        "programme_course_code": ("E", {"code": "BUSEC"}),
        "programme_fee": ("E", {"pounds": "214.50"}),
        "cohort_staff": ("Q", {"person": world.people["A", "own"].pk, "role": "assessor",
                               "from_on": "1/9/2025"}),
        "cohort_units": ("P", {"units": [one["unit"], one["spare"]], "reason": "Still to choose."}),
        "cohort_specification": ("Q", {"specification": one["issue"], "why": "Moved."}),
        "change_specification": ("E", {
            "registrations_from": "1/9/2016", "registrations_until": "", "certificates_from": "",
            "certificates_until": "31/8/2030", "least_size_at_pass": "300", "source": "Page 5",
            "source_link": "", "why": "Read again."}),
        "copy_to_new_issue": ("Q", {"issue": "3", "registrations_from": "", "source": "Issue 3"}),
        "add_unit": ("E", a_unit_typed),
        "change_unit": ("E", a_unit_typed | {"number": "9", "why": "Page 14."}),
        "change_criteria": ("Q", {"codes": "A.P1 A.M1 A.D1", "why": "Page 15."}),
        "take_out_unit": ("E", {"why": "Of another specification."}),
        "add_group": ("E", a_group_typed),
        "change_group": ("E", a_group_typed | {"code": "B", "why": "Page 6."}),
        "take_out_group": ("Q", {"why": "There is none."}),
        "bar_units": ("E", {"one": one["spare"], "other": one["unit"], "source": "Page 7"}),
        "lift_bar": ("E", {"why": "A slip."}),
        "upload": ("E", {"file": SimpleUploadedFile("new.csv", CLASS_LIST)}),
        "import_columns": ("E", dict(zip(columns, headings, strict=True))),
        "import": ("E", {}),
        "set_aside": ("E", {}),
        "policy_questions": ("Q", ANSWERS),
        "try_edition": ("Q", {"name": "2026-27", "file": SimpleUploadedFile("e.psv", EXAMPLE_EDITION)}),
        "put_edition_in_use": ("Q", {}),
        "set_edition_aside": ("Q", {}),
        "take_edition_back": ("Q", {"why": "The file was not whole."}),
        "try_rules": ("Q", {"name": "Fees", "how": "amends",
                            "file": SimpleUploadedFile("r.json", OTHER_RULES)}),
        "put_rules_in_use": ("H", {}),
        "set_rules_aside": ("Q", {}),
        "take_rules_back": ("Q", {"why": "The file was not whole."}),
        "wider_policy": ("Q", {"title": "Safeguarding", "place": "The staff site", "owner": "Head",
                               "review_due_on": "1/9/2026"}),
        "upload_document": ("Q", {"file": SimpleUploadedFile("other.docx", OTHER_FILE)}),
        "newer_document": ("Q", {"file": SimpleUploadedFile("newer.docx", OTHER_FILE)}),
        "keep_document": ("H", {"title": "Safety", "owner": "Head", "place": "The staff site",
                                "review_due_on": "1/9/2040"}),
        "leave_document": ("Q", {}),
        "review_document": ("Q", {"found": "It still holds.", "due_on": soon}),
        "withdraw_document": ("Q", {"why": "Another one holds."}),
        "map_section": ("Q", {"clauses": ["APP-P4"]}),
        "map_clause": ("H", {"section": f"{one['document']}:appeals-by-learners"}),
        "unmap_clause": ("Q", {}),
        "give_logo": ("S", {"picture": SimpleUploadedFile("logo.png", OTHER_LOGO)}),
        "remove_logo": ("Q", {"why": "A new one is drawn."}),
        "scheme_numbers": ("Q", {"document": "Issue 2, page 40", "size": "360", "unit_grades": "U P M D",
                                 "passes_from": "P", "points": "60: U 0, P 6, M 10, D 16",
                                 "thresholds": "U 0\nP 36"}),
        "settle_comment": ("Q", {}),
        "review_policy": ("Q", {"looked_at": "The year.", "found": "Kept.", "outcome": "stands",
                                "links_open": "on"}),
        "remind_readers": ("Q", {}),
        "acknowledge_policy": ("A", {}), "learner_acknowledgement": ("L", {}),
        "make_dossier": ("Q", {}),
        "start_draft": ("Q", {"begin": "last"}),
        "policy_numbers": ("Q", numbers),
        "send_for_approval": ("Q", {"summary": "Ours.", "is_material": "on"}),
        "approve_version": ("Q", {"words": "Good."}),
        "send_back": ("H", {"words": "Name the room."}),
        "take_back": ("Q", {}),
        "publish_version": ("Q", {"effective_on": soon}),
        "write_block": ("Q", {"heading": "What we want", "text": "We aim high."}),
        "write_here": ("Q", {"text": "In room B12."}),
        "comment_on_block": ("A", {"words": "Say who."}),
        "write_step": ("H", {"title": "Agree", "what": "At the window.", "who": "assessor",
                             "within": "The same day", "leaves": "The form"}),
        "arrange_sections": ("Q", {"move": "checking up"}),
        "add_section": ("Q", {"part": "commitments", "heading": "Names", "text": "As in law."}),
        "take_out_section": ("Q", {}),
        "arrange_steps": ("Q", {"move": "agree down"}),
        "add_step": ("Q", {"title": "Phone", "what": "The desk phones.", "who": "exams officer",
                           "within": "The same day", "leaves": "Note",
                           "does": "record_telling"}),
        "take_out_step": ("H", {}),
        "add_date": ("Q", {"what": "Count", "who": "exams officer", "day": "3", "month": "2",
                           "each": "each"}),
        "write_date": ("Q", {"what": "Count", "who": "assessor", "rule": "year.grades",
                             "each": "once"}),
        "take_out_date": ("Q", {}),
        "add_link": ("Q", {"title": "Staff site", "address": "https://staff.example/"}),
        "write_link": ("Q", {"title": "LRS", "address": "https://lrs.example/"}),
        "take_out_link": ("Q", {}),
        "set_responsibilities": ("H", {"owner": "quality nominee", "readers": ["assessor"],
                                       "approvers": ["head of centre"], "approval": "any"}),
        "set_aside_version": ("Q", {}),
        "intake": ("E", {"on": "1/10/2025"}),
        "register_learner": ("E", {"on": "1/10/2025"}),
        "withdrawal": ("E", {"on": "2/10/2025", "why": "Left."}),
        "deletion": ("E", {"on": "2/10/2025", "why": "Error.", "reason": "Case 077."}),
        "transfer": ("E", {"programme": one["other"], "on": "2/10/2025", "why": "Asked."}),
        "completion": ("E", {"completes_on": "2/7/2028", "why": "Asked."}),
        "paper_answer": ("E", {"answer": "confirmed"}),
        "settle_query": ("E", {"settlement": "Corrected."}),
        "telling": ("E", {"on": "3/10/2025", "reference": "0774"}),
        "raise_query": ("P", {"learner": one["learner"], "question": "Which code?"}),
        "answer_query": ("E", {"answer": "The certificate."}),
        "check": ("P", {}),
        "new_series": ("E", {"name": "Summer 2026", "closes_on": "21/2/2026", "source": "x"}),
        "plan_sitting": ("E", {"cohort": one["cohort"], "unit": one["unplanned"]}),
        "enter_learners": ("E", {"on": "1/10/2025"}),
        "excuse_learner": ("E", {"enrolment": one["enrolment"], "why": "Has the grade."}),
        "sign_entries": ("P", {}),
        "compare": ("E", {}),
        "difference": ("E", {"explanation": "Sent."}),
        "my_confirmation": ("L", {}),
        "my_query": ("L", {"query": "My name."}),
        "clause": ("Q", {}),
        "check_trail": ("Q", {}),
        "add_person": ("S", {"name": "New Person", "email": "new@example.ac.uk"}),
        "give_role": ("S", {"role": "assessor", "scope": f"centre:{world.centre.pk}"}),
        "end_role": ("S", {}),
        "add_site": ("S", {"name": "Riverside", "subsite": "B"}),
        "add_closure": ("S", {"first_on": "27/10/2025", "last_on": "31/10/2025", "why": "Half term"}),
        "correct_person": ("S", {"name": "Una Assigned-Hall", "email": "una@example.ac.uk"}),
        "remove_closure": ("S", {"why": "Another year’s."}),
        "declare_conflict": ("A", {"kind": "family", "about": "My nephew."}),
        "undo_import": ("E", {}),
        "take_number": ("E", {}),
        "add_plan_item": ("Q", {"what": "Governors’ visit", "on": "12/3/2026", "role": "assessor",
                                "each": "each"}),
        "finish_plan_item": ("E", {"note": "Held."}),
        "move_plan_item": ("E", {"on": "21/11/2025", "why": "The hall is taken."}),
        "give_plan_item": ("Q", {"owner": world.people["E", "own"].pk}),
        "reopen_plan_item": ("E", {"why": "It was not all done."}),
        "leave_out_plan_item": ("Q", {"why": "None this year."}),
        "finish_task": ("E", {"note": "Read."}),
        "make_calendar": ("A", {}),
        "stop_calendar": ("A", {}),
        "record_leaving": ("E", {"on": "1/10/2025", "why": "Moved."}),
        "end_allocation": ("P", {"until_on": "1/10/2025", "why": "Left."}),
        "add_timetable": ("P", {"valid_from_on": "5/1/2026", "link": "", "note": "New rooms",
                                "file": SimpleUploadedFile("t.txt", b"Monday")}),
        "add_teaching_document": ("A", {"unit": one["unit"], "kind": "both", "note": "",
                                        "link": "https://staff.example/scheme",
                                        "file": SimpleUploadedFile("s.txt", b"Week 1")}),
        "set_unit_beginning": ("Q", {"unit": one["unit"], "begins_on": "5/1/2026"}),
        "involve_employer": ("A", {"employer": "Harlow & Sons", "what": "A visit", "unit": "",
                                   "on": "1/10/2025", "outcome": "Learnt much.",
                                   "file": SimpleUploadedFile("v.txt", b"Thanks")}),
        "settle_involvement": ("P", {"how": "called off", "on": "1/10/2025", "outcome": "Ill."}),
        "record_meeting": ("V", {"kind": "review", "held_on": "1/10/2025", "others": "A parent",
                                 "present": [world.people["A", "own"].pk], "apologies": []}),
        "tell_learners": ("A", {"told_on": "1/10/2025", "learners": [one["learner"]]}),
        "write_minutes": ("A", {"text": "All is well.",
                                "file": SimpleUploadedFile("m.txt", b"Minutes")}),
        "set_action_point": ("I", {"what": "Order books", "owner": world.people["A", "own"].pk,
                                   "due_on": "3/11/2025"}),
        "finish_action_point": ("A", {"what_was_done": "Ordered."}),
        "give_action_point": ("P", {"owner": world.people["I", "own"].pk, "why": "On leave."}),
        "sign_resources": ("P", dict.fromkeys(
            ("staff", "rooms", "equipment", "software"), "yes") | {
            "materials": "no", "materials_missing": "Books", "materials_remedy": "Ordered"} | {
            f"{what}_{part}": "" for what in ("staff", "rooms", "equipment", "software")
            for part in ("missing", "remedy")}),
        "record_return": ("E", {"on": "6/10/2025", "why": "Came back."}),
    } | posts_of_work(world) | posts_of_team(world) | posts_of_assessed(world) | (
        posts_of_tracking(world))  # fmt: skip
