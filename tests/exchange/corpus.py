"""Over two hundred files that must not come in, each with words its refusal has to hold."""

import io
import zipfile

import xlsxwriter

HEADINGS = (
    "Student ref", "Surname", "Forename(s)", "DoB", "Gender", "ULN", "Course code", "Course title",
    "Group", "Start date", "Planned end", "Site", "Email",
)  # fmt: skip
GOOD = (
    "S1", "O'Brien", "Ruby", "17/11/2008", "F", "9276308686", "XBS3A", "", "A", "03/09/2025",
    "02/07/2027", "Main", "ruby@example.ac.uk",
)  # fmt: skip
NEEDED = ("Student ref", "Surname", "Forename(s)", "DoB", "Course code", "Start date")


def row(**but):
    """The good row with some cells replaced, by the place of their heading."""
    cells = dict(zip(HEADINGS, GOOD, strict=True)) | {_heading(k): v for k, v in but.items()}
    return [cells[heading] for heading in HEADINGS]


def _heading(name):
    return {
        "ref": "Student ref", "surname": "Surname", "forenames": "Forename(s)", "dob": "DoB",
        "sex": "Gender", "uln": "ULN", "course": "Course code", "title": "Course title",
        "group": "Group", "start": "Start date", "end": "Planned end", "site": "Site",
        "email": "Email",
    }[name]  # fmt: skip


def csv(*rows, headings=HEADINGS, encoding="utf-8", end="\r\n", delimiter=","):
    """A CSV file, quoted where it must be."""

    def cell(text):
        text = str(text)
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n;\t') else text

    lines = [delimiter.join(cell(c) for c in line) for line in (headings, *rows)]
    return (end.join(lines) + end).encode(encoding)


def xlsx(fill):
    """A workbook that `fill` writes into."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book, book.add_worksheet())
    return out.getvalue()


def _list(page, *rows):
    for number, line in enumerate((HEADINGS, *rows)):
        for place, cell in enumerate(line):
            page.write_string(number, place, str(cell))


def archive(**parts):
    """A zip with these parts, such as a workbook nobody's spreadsheet wrote."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


BAD_DATES = {
    "31/02/2009": "There is no date", "29/02/2009": "There is no date", "00/01/2009": "There is no",
    "32/01/2009": "There is no date", "13/13/2009": "There is no date", "2009-02-30": "There is no",
    "2009-13-01": "There is no date", "17/11/08": "year of two digits", "17-11-08": "year of two",
    "39769": "spreadsheet’s number", "39769.0": "spreadsheet’s number", "yesterday": "not a date",
    "17/11": "not a date", "2008": "not a date", "17//2008": "not a date", "١٧/١١/٢٠٠٨": "",
    "17 Nov 8": "not a date", "17 Foo 2008": "not a date", "17/11/1808": "not a likely date",
    "17/11/3008": "not a likely date", "17/11/2008 25:61": "not a date", "=TODAY()": "formula",
    "17/11/20088": "not a date", "#VALUE!": "not a date", "#######": "not a date",
    "1/1/0000": "There is no date", "２０": "not a date", "17/11/2008\u200b": "invisible",
}  # fmt: skip
BAD_DATES.pop("١٧/١١/٢٠٠٨")
BAD_ULNS = {
    "927630868": "leading digit", "92763": "ten digits", "92763086866": "ten digits",
    "9.27631E+09": "lost its digits", "9,276,308,686": "other characters", "0276308686": "begin with 0",
    "92763O8686": "other characters", "ULN9276308": "other characters", "=A1": "formula",
    "９２７６３０８６８６": "no such number has", "9276308686\u202e": "invisible", "927630868\x07": "",
    "-": "other characters", "n/a": "other characters", "unknown": "other characters",
}  # fmt: skip
BAD_NAMES = {
    "": "is empty", "   ": "is empty", "=HYPERLINK(1)": "formula", "+44 Ruby": "formula",
    "@ruby": "formula", "-ruby": "formula", "＝cmd": "formula", "Ruby1": "not a name",
    "Ruby<b>": "not a name", "{Ruby}": "not a name", "Ruby|": "not a name", "Ruby*": "not a name",
    "R\u0443by": "look alike", "Ru\u03bfby": "look alike", "Ruby\u200d": "invisible",
    "\u202eybuR": "invisible", "Ruby\ufeff": "invisible", "Ru\xadby": "invisible",
    "Ru\ufffdby": "unreadable", "Ru\x00by": "", "Ru\x1bby": "unreadable", "R" * 101: "100 characters",
    "#REF!": "not a name",
}  # fmt: skip
BAD_EMAILS = {
    "ruby": "not an e-mail", "a@b@c": "not an e-mail", "ruby @example.ac.uk": "not an e-mail",
    "=ruby@example.ac.uk": "formula", "x" * 250 + "@a.uk": "at most 254",
}  # fmt: skip
BAD_COURSES = {
    "UNKNOWN": "none of our programmes", "": "none of our programmes", "=1+1": "formula",
    "XBS3": "none of our programmes", "XBS3AA": "none of our programmes", "X" * 41: "at most 40",
}  # fmt: skip
BAD_REFS = {"": "is empty", "=1": "formula", "R" * 41: "at most 40", "S1\u2060": "invisible"}


def class_lists():
    """Name, file name, bytes and the words that the refusal must hold."""
    for label, column, values in (
        ("date of birth", "dob", BAD_DATES), ("start", "start", BAD_DATES), ("end", "end", BAD_DATES),
        ("uln", "uln", BAD_ULNS), ("surname", "surname", BAD_NAMES),
        ("forenames", "forenames", BAD_NAMES), ("email", "email", BAD_EMAILS),
        ("course", "course", BAD_COURSES), ("reference", "ref", BAD_REFS),
    ):  # fmt: skip
        for value, words in values.items():
            yield f"{label} {value!r:.30}", "a.csv", csv(row(), row(ref="S2", uln="", **{column: value})
                                                         if column not in ("ref", "uln")
                                                         else row(**{column: value})), words  # fmt: skip
    yield from _structures()
    yield from _contradictions()
    yield from _encodings()
    yield from _workbooks()


def _structures():
    for heading in NEEDED:
        place = HEADINGS.index(heading)
        without = [h for h in HEADINGS if h != heading]
        cells = [c for n, c in enumerate(GOOD) if n != place]
        yield f"without {heading}", "a.csv", csv(cells, headings=without), "There is no column"
    for heading in HEADINGS:
        yield (
            f"{heading} twice", "a.csv", csv([*GOOD, "x"], headings=[*HEADINGS, heading.upper()]),
            "stands twice",
        )  # fmt: skip
    good = csv(GOOD)
    yield "empty", "a.csv", b"", "empty"
    yield "white", "a.csv", b" \r\n\t\r\n", "empty"
    yield "headings only", "a.csv", csv(), "no rows"
    yield "commas only", "a.csv", b",,,\r\n,,,\r\n", ""
    yield "open quotation", "a.csv", good + b"S2,\"O'Brien,Ruby,17/11/2008\r\n", ""
    yield "text after a quotation", "a.csv", good + b'S2,"O"x,Ruby\r\n', "not well-formed"
    yield "a cell too many", "a.csv", csv([*GOOD, "surplus"]), "more cells than there are headings"
    yield "unquoted comma", "a.csv", good + b"S2,O'Brien, Mary,Ruby,17/11/2008,F,,XBS3A,,A,"\
        b"03/09/2025,02/07/2027,Main,x@example.ac.uk\r\n", "more cells"  # fmt: skip
    yield "a cell of 6,000 characters", "a.csv", csv(row(site="x" * 6000)), "characters"
    yield (
        "300 columns",
        "a.csv",
        csv([*GOOD, *["x"] * 300], headings=[*HEADINGS, *map(str, range(300))]),
        "columns",
    )
    yield "html", "a.csv", b"<html><table><tr><td>Student ref", "not a table"
    yield "pdf", "a.csv", b"%PDF-1.7 and so on", "not a table"
    yield (
        "old excel",
        "a.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "old or protected",
    )
    yield "someone else's list", "a.csv", b"Product,Price\r\nPen,1.20\r\n", "There is no column"
    yield (
        "too many rows",
        "a.csv",
        csv(*[row(ref=f"S{n}", uln="") for n in range(120)]),
        "Split the file",
    )
    yield "too large", "a.csv", b"x" * (2 * 1024**2), "at most"


def _contradictions():
    yield "ends before it starts", "a.csv", csv(row(end="01/09/2025")), "not after the start"
    yield "born tomorrow", "a.csv", csv(row(dob="01/01/2031")), "future"
    yield "no start", "a.csv", csv(row(start="")), "start date is empty"
    for column, value in (("surname", "Smith"), ("forenames", "Mary"), ("dob", "18/11/2008")):
        yield (
            f"one reference, two people by {column}", "a.csv",
            csv(row(), row(**{column: value})), "somebody else here",
        )  # fmt: skip


def _encodings():
    text = csv(row(forenames="Siobhán")).decode()
    yield "utf-16", "a.csv", text.encode("utf-16"), "UTF-16"
    yield "utf-16 big", "a.csv", b"\xfe\xff" + text.encode("utf-16-be"), "UTF-16"
    yield "utf-16 without mark", "a.csv", text.encode("utf-16-le"), "NUL"
    yield "utf-32", "a.csv", text.encode("utf-32"), ""
    yield "nul byte", "a.csv", csv(GOOD).replace(b"Ruby", b"Ru\x00by"), "NUL"
    yield "ebcdic", "a.csv", text.encode("cp500"), ""
    yield "cut in the middle of a letter", "a.csv", csv(row(forenames="Ru\ufffd")), "unreadable"


def _workbooks():
    def formula(book, page):
        _list(page, GOOD)
        page.write_formula(1, 5, "=9276308685+1", None, 9276308686)

    def merged(book, page):
        _list(page, GOOD)
        page.merge_range(2, 0, 2, 3, "Group A")

    def empty(book, page):
        pass

    def numbers(book, page):
        _list(page, GOOD)
        page.write_number(1, 3, 39769)

    def lost(book, page):
        _list(page, GOOD)
        page.write_number(1, 5, 27630868)

    def with_part(content, part, body):
        """The workbook with one part added or replaced."""
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            parts = {name: old.read(name) for name in old.namelist()} | {part: body}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name, held in parts.items():
                made.writestr(name, held)
        return out.getvalue()

    plain = xlsx(lambda book, page: _list(page, GOOD))
    yield "formula", "a.xlsx", xlsx(formula), "Cell F2 holds a formula"
    yield "merged cells", "a.xlsx", xlsx(merged), "merged"
    yield "empty workbook", "a.xlsx", xlsx(empty), "empty"
    yield "a date as a number", "a.xlsx", xlsx(numbers), "spreadsheet’s number"
    yield "a ULN that lost its digits", "a.xlsx", xlsx(lost), "ten digits"
    yield "macros", "a.xlsm", with_part(plain, "xl/vbaProject.bin", b"x"), "macros"
    yield "cut off", "a.xlsx", plain[:-200], "damaged"
    yield "half", "a.xlsx", plain[: len(plain) // 2], "damaged"
    yield "a zip of something else", "a.xlsx", archive(hello_dot_txt=b"x"), "no .xlsx"
    yield "a word document", "a.docx", archive(word__document_dot_xml=b"<w/>"), "no .xlsx"
    bomb = b"<row>" * 12_000_000
    yield (
        "bomb",
        "a.xlsx",
        archive(xl__workbook_dot_xml=b"<x/>", xl__worksheets__sheet1_dot_xml=bomb),
        "unfolds",
    )
    many = {f"xl__part{n}_dot_xml": b"x" for n in range(1200)}
    yield "1,200 parts", "a.xlsx", archive(xl__workbook_dot_xml=b"<x/>", **many), "unfolds"
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
    sheet = "xl/worksheets/sheet1.xml"
    yield "entities", "a.xlsx", with_part(plain, sheet, entity), "no spreadsheet writes"
    yield "not xml", "a.xlsx", archive(xl__workbook_dot_xml=b"nonsense",
                                       xl__worksheets__sheet1_dot_xml=b"<x"), ""  # fmt: skip
    yield "bad sheet", "a.xlsx", archive(xl__workbook_dot_xml=b"<workbook/>"), ""


def statements():
    """The same for the awarding body's export."""
    headings = (
        "Centre", "Programme", "Programme title", "Registration number", "Surname", "Forenames",
        "Sex", "Date of birth", "ULN", "Registration date", "Estimated completion", "Status",
    )  # fmt: skip
    good = ("10234", "XBS3A", "Business", "AB12345", "OBRIEN", "RUBY", "F", "17/11/2008",
            "9276308686", "15/09/2025", "02/07/2027", "Registered")  # fmt: skip

    def but(place, value):
        return [value if n == place else cell for n, cell in enumerate(good)]

    yield (
        "another centre's",
        "a.csv",
        csv(but(0, "55555"), headings=headings),
        "belongs to centre 55555",
    )
    yield (
        "one row of another centre's",
        "a.csv",
        csv(good, but(0, "55555A"), headings=headings),
        "Export",
    )
    yield "a number twice", "a.csv", csv(good, good, headings=headings), "stands in row 2 too"
    for place, value, words in (
        (1, "", "is empty"), (3, "", "is empty"), (3, "A?1", "not a registration number"),
        (3, "1", "not a registration number"), (4, "", "is empty"), (5, "", "is empty"),
        (7, "31/02/2008", "There is no date"), (9, "soon", "not a date"), (8, "9" * 21, "no ULN"),
        (11, "x" * 41, "at most 40"), (6, "x" * 40, "columns have moved"),
    ):  # fmt: skip
        yield (
            f"{headings[place]} {value!r:.20}",
            "a.csv",
            csv(but(place, value), headings=headings),
            words,
        )
    for place in (0, 1, 3, 4, 5, 7, 8, 9, 11):
        cells = [c for n, c in enumerate(good) if n != place]
        names = [c for n, c in enumerate(headings) if n != place]
        yield (
            f"without {headings[place]}",
            "a.csv",
            csv(cells, headings=names),
            "There is no column",
        )


SPECIFICATION_HEADINGS = (
    "programme_code", "qan", "title", "family", "scheme", "level", "size_glh", "unit",
    "unit_title", "unit_glh", "group", "assessment", "criteria",
)  # fmt: skip
SPECIFICATION_ROW = (
    "XNEW1", "", "New", "l3_nationals_rqf_2016", "rqf_l3_ext_certificate_360", "3", "360", "1",
    "First", "90", "M", "internal", "A.P1 A.M1",
)  # fmt: skip


def a_unit_row(unit="1", /, **but):
    """A row of a specification; `but` gives columns by heading, new ones included."""
    row = dict(zip(SPECIFICATION_HEADINGS, SPECIFICATION_ROW, strict=True))
    return row | {"unit": unit, "unit_title": f"Title {unit}"} | but


def specification_file(*rows):
    """A CSV of the rows, with every heading that one of them has."""
    headings = tuple(dict.fromkeys(name for row in rows for name in row))
    return csv(*[[row.get(name, "") for name in headings] for row in rows], headings=headings)


def specifications():
    """The same for specifications."""
    one, two = a_unit_row("1"), a_unit_row("2")
    mandatory = {"unit_glh": "120", "group": "M"}
    for name, rows, words in (
        ("a unit twice", (one, one), "stands in row 2 too"),
        ("one code, two titles", (one, a_unit_row("2", title="Other")), "already means"),
        ("assessment", (a_unit_row(assessment="both"),), "neither internal nor external"),
        ("hours in words", (a_unit_row(unit_glh="ninety"),), "not a number"),
        ("hours below 0", (a_unit_row(unit_glh="-90"),), "not a number of guided learning hours"),
        ("hours of 0", (a_unit_row(unit_glh="0"),), "cannot be. Leave the cell empty"),
        ("hours in halves", (a_unit_row(unit_glh="60.5"),), "Write a whole number"),
        ("credits below 0", (a_unit_row(credits="-10"),), "not a number of credits"),
        ("a silly size", (a_unit_row(size_glh="9999999"),), "not a number"),
        ("a criterion twice", (a_unit_row(criteria="A.P1 A.P1"),), "stands twice"),
        ("no criterion", (a_unit_row(criteria="A" * 13),), "no criterion code"),
        ("a long code", (a_unit_row(programme_code="TOOLONGCODE"),), "at most 8"),
        ("no unit", (a_unit_row(""),), "is empty"),
        ("no title", (a_unit_row(title=""),), "is empty"),
        ("more mandatory hours than there are",
         [a_unit_row(str(n), **mandatory) for n in range(1, 5)],
         "come to 120 + 120 + 120 + 120 = 480 hours; the qualification has 360"),
        ("a unit larger than the whole", (a_unit_row(unit_glh="400", group="O"),),
         "has 400 hours and the whole qualification 360"),
        ("hours that differ", (one, a_unit_row("1", programme_code="XNEW2", unit_glh="60")),
         "Row 2 has “90” for unit 1 and this row “60”"),
        ("sizes that differ", (one, a_unit_row("2", size_glh="720")),
         "Row 2 has “360” for this qualification and this row “720”"),
        ("a First’s criterion", (a_unit_row(criteria="A.P1 2A.P1"),),
         "2A.P1 is written as in firsts_2012"),
        ("a QCF criterion", (a_unit_row(criteria="P1 P2"),), "P1 is written as in"),
        ("a criterion of an aim that is not there",
         (a_unit_row(criteria="A.P1 C.P2", aims="A B"),), "C.P2 is of learning aim C, and unit 1"),
        ("no aim", (a_unit_row(aims="A 1.2"),), "is no learning aim"),
        ("no such scheme", (a_unit_row(scheme="rqf_l3_360"),), "is no grading scheme that we know"),
        ("another family’s scheme", (a_unit_row(scheme="first_award_120"),),
         "is for the family firsts_2012"),
        ("a scheme of another size", (a_unit_row(scheme="rqf_l3_diploma_720"),),
         "is for 720 hours and the qualification has 360"),
        ("neither yes nor no", (a_unit_row(must_pass="maybe"),), "neither yes nor no"),
        ("no status", (a_unit_row(status="compulsory"),), "neither mandatory, core nor optional"),
        ("at most below at least", (a_unit_row(group="A", group_min="120", group_max="60"),),
         "at least 120 and at most 60"),
        ("a group that nobody named", (a_unit_row(group="", group_min="60"),), "names none"),
        ("groups that differ", (a_unit_row(group="A", group_max="60"),
                                a_unit_row("2", group="A", group_max="90")),
         "Row 2 has “60” for group A and this row “90”"),
        ("barred with itself", (a_unit_row(barred_with="1"),), "barred with itself"),
        ("barred with nobody", (one, a_unit_row("2", barred_with="9")), "Unit 9 is no unit of this"),
        ("issue 0", (a_unit_row(issue="0"),), "cannot be"),
        ("an issue in words", (a_unit_row(issue="third"),), "not a number of issues"),
        ("dates the wrong way round", (a_unit_row(registrations_from="1/9/2020",
                                                  registrations_until="1/9/2016"),),
         "is before the first, 1 September 2020"),
    ):  # fmt: skip
        yield name, "a.csv", specification_file(*rows), words
    gaps = specification_file(one, two).replace(b",criteria", b",", 1)
    yield "a heading that was merged", "a.csv", gaps, "Column M has no heading, and row 2"
    for name, cells, words in (
        ("merged headings", (0, 4, 0, 6), "E1:G1"), ("merged rows", (1, 2, 2, 2), "C2:C3"),
    ):  # fmt: skip

        def merged(book, page, cells=cells):
            for line, row in enumerate((SPECIFICATION_HEADINGS, SPECIFICATION_ROW, two.values())):
                for place, cell in enumerate(row):
                    page.write_string(line, place, cell)
            page.merge_range(*cells, "Merged")

        yield name, "a.xlsx", xlsx(merged), words
