"""Canonical bytes, hashes and commitments."""

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairmark.trail.rules import canonical, commitment, leaf_hash, new_salt

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": "é"}, '{"a":"é","b":1}'),
        ([True, None, -3], "[true,null,-3]"),
        ('quote"s', '"quote\\"s"'),
    ],
)
def test_canonical_bytes(value, expected):
    assert canonical(value) == expected.encode()


@pytest.mark.parametrize("value", [1.5, date(2025, 9, 1), {1: "a"}, b"bytes"])
def test_what_an_event_cannot_hold_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_the_leaf_hash_is_that_of_rfc_6962():
    assert leaf_hash(b"") == hashlib.sha256(b"\x00").hexdigest()


@given(VALUES, VALUES)
def test_a_commitment_opens_to_its_own_value_and_no_other(one, other):
    salt = new_salt()
    assert commitment(salt, "name", one) == commitment(salt, "name", one)
    same = canonical(one) == canonical(other)
    assert (commitment(salt, "name", one) == commitment(salt, "name", other)) is same


def test_a_commitment_says_nothing_without_its_salt():
    assert commitment(new_salt(), "name", "Lena") != commitment(new_salt(), "name", "Lena")
