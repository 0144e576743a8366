"""Policies taken away by the command line, with the exit codes that scripts count on."""

import io
import json
import subprocess
import sys

from docx import Document
from pypdf import PdfReader

from tests.conftest import ROOT


def test_a_policy_is_exported_as_pdf_word_json_and_in_the_whole_set(fairmark, tmp_path):
    out = tmp_path / "one"
    fairmark("policy", "export", "registration", "--pdf", "--out", out)
    assert PdfReader(out).metadata.title == "Registration, entry and certification policy"
    fairmark("policy", "export", "registration", "--docx", "--out", out)
    assert Document(out).core_properties.author == "Thornmere College"
    fairmark("policy", "export", "registration", "--json", "--out", out)
    assert json.loads(out.read_text())["history"][0]["version"] == 1
    piped = subprocess.run(
        [sys.executable, "-m", "fairmark", "policy", "export", "--all"], cwd=ROOT,
        env=fairmark.environment, capture_output=True, check=True,
    )  # fmt: skip
    assert PdfReader(io.BytesIO(piped.stdout)).metadata.title == "BTEC policies"


def test_what_is_refused_and_what_is_called_wrongly(fairmark, tmp_path):
    out = tmp_path / "one"
    said = fairmark("policy", "export", "registration", "--dossier", "--out", out, code=1)
    assert "Only the quality nominee or the head of centre may do this." in said
    assert "--as EMAIL" in said
    assert not out.exists()
    assert "no policy “x”" in fairmark("policy", "export", "x", "--pdf", "--out", out, code=1)
    folder = fairmark("policy", "export", "registration", "--pdf", "--out", tmp_path, code=1)
    assert "cannot be written" in folder
    for wrong in (["--all", "--docx"], ["--all", "--dossier"], ["registration", "--all"],
                  ["registration", "--pdf", "--docx"], []):  # fmt: skip
        fairmark("policy", "export", *wrong, code=2)
