"""Preimages, canonical documents and small text types (SPEC section 1)."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdraw import canonical
from fairdraw.errors import ProofError

steady = settings(max_examples=40, derandomize=True, deadline=None, database=None)

_texts = st.text('abc "\\|~中文、（〇·—𠀀', max_size=12)
_keys = st.from_regex("[a-z][a-z0-9_]{0,31}", fullmatch=True)
_values = st.recursive(
    st.booleans() | st.integers(0, canonical.SAFE_INTEGER) | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys, inner, max_size=4),
    max_leaves=12,
)
documents = st.dictionaries(_keys, _values, max_size=5)


def refused(name, function, *args, **kwargs):
    with pytest.raises(ProofError) as raised:
        function(*args, **kwargs)
    assert raised.value.name == name
    assert str(raised.value).startswith(name)


@pytest.mark.slow
@steady
@given(documents)
def test_documents_survive_their_bytes(doc):
    raw = canonical.jcs(doc)
    assert canonical.parse_doc(raw) == doc
    assert json.loads(raw) == doc


@pytest.mark.slow
@steady
@given(documents, st.data())
def test_other_bytes_of_a_document_are_refused(doc, data):
    raw = canonical.jcs(doc)
    place = data.draw(st.integers(0, len(raw)))
    refused("DOC_CANONICAL", canonical.parse_doc, raw[:place] + b" " * 40 + raw[place:] + b" ")


@pytest.mark.parametrize(
    "value", [-1, 2**53, 1.0, None, {"A": 1}, {1: 1}, {"a": "\n"}, ["é"], b"x", {"a": {1}}]
)
def test_values_without_canonical_form(value):
    refused("DOC_CANONICAL", canonical.jcs, value)


@pytest.mark.parametrize("depth", [3_000, 100_000])
def test_nesting_is_refused_and_not_a_crash(depth):
    refused("DOC_CANONICAL", canonical.parse_doc, b'{"a":' + b"[" * depth + b"]" * depth + b"}")
    value = []
    for _ in range(depth):
        value = [value]
    refused("DOC_CANONICAL", canonical.jcs, value)


def test_numbers_of_absurd_length_are_refused():
    refused("DOC_CANONICAL", canonical.parse_doc, b'{"a":' + b"9" * 60_000 + b"}")


def test_utf16_is_not_guessed():
    refused("DOC_CANONICAL", canonical.parse_doc, '{"a":1}'.encode("utf-16"))


def test_preimages_take_numbers_and_end_in_a_document():
    assert canonical.preimage("vd1", 0, last=b'{"a":"|"}') == b'vd1|0|{"a":"|"}'
    refused("INTEGER", canonical.preimage, "vd1", -1)
    refused("INTEGER", canonical.preimage, "vd1", True)


@pytest.mark.parametrize("text", ["", "0x1", "+1", "-1", "01", " 1", "1 ", "١", "1" * 17, "7"])
def test_integers_within_bounds(text):
    refused("INTEGER", canonical.parse_integer, text, 0, 6)


def test_integers_read():
    assert canonical.parse_integer("0") == 0
    assert canonical.parse_integer(str(canonical.SAFE_INTEGER)) == canonical.SAFE_INTEGER
    refused("INTEGER", canonical.parse_integer, str(canonical.SAFE_INTEGER + 1))


def test_small_types():
    assert canonical.check_hex("a" * 64) == "a" * 64
    assert canonical.check_code("y1") == "y1"
    assert canonical.check_name("food-safety") == "food-safety"
    assert canonical.check_task("T-0001") == "T-0001"
    refused("DOC_FIELD", canonical.check_hex, "A" * 64)
    refused("GROUPS", canonical.check_code, "1y", "GROUPS")
    refused("DOC_FIELD", canonical.check_code, "a" * 17)
    refused("DOC_FIELD", canonical.check_name, "")
    refused("DOC_FIELD", canonical.check_task, "T_1")
    refused("DOC_FIELD", canonical.check_hex, 7)
    refused("DOC_FIELD", canonical.check_code, "a\n")


@pytest.mark.parametrize("text", ["YQ", "YQ=", "YR==", "YQ==\n", " YQ==", "YQ===", "中", "Y-=="])
def test_base64_has_one_form(text):
    refused("BASE64", canonical.decode_base64, text)


def test_base64_round_trip():
    assert canonical.decode_base64(canonical.encode_base64(b"a")) == b"a"
    assert canonical.decode_base64("") == b""


def test_texts_that_people_type_can_be_made_fit():
    assert canonical.fits_text("安全生产（一级）")
    assert not canonical.fits_text("Ⅱ级")
    assert canonical.fit_text("Ⅱ级 25㎡ café\n") == "II级 25m2 caf〓〓"
    assert canonical.fits_text(canonical.fit_text("\ud800①ཀ"))


def test_other_profiles_are_refused():
    refused("PROFILE", canonical.digest, b"", "sm3")
    assert canonical.digest(b"").startswith("e3b0c442")
