"""Ed25519, notes, policies, checkpoints and receipts, signed here with made-up keys."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pools import digest
from signing import public_key, signer
from test_canonical_bytes import refused

from fairdraw import checkpoint as cp
from fairdraw import ed25519, merkle
from fairdraw.canonical import encode_base64

steady = settings(max_examples=25, derandomize=True, deadline=None, database=None)

ORIGIN = "draw.example.gov.cn/log1"
SEEDS = {name: bytes([place]) * 32 for place, name in enumerate(("log", "w1", "w2", "w3"), 1)}
LOG = cp.VKey(ORIGIN, cp.LOG_KEY, public_key(SEEDS["log"]))
WITNESSES = {
    name: cp.VKey(f"{name}.example.cn/w1", cp.WITNESS_KEY, public_key(SEEDS[name]))
    for name in ("w1", "w2", "w3")
}
POLICY = "".join(
    [
        f"log {cp.format_vkey(LOG.name, LOG.type, LOG.key)}\n",
        *(
            f"witness {name} {cp.format_vkey(vkey.name, vkey.type, vkey.key)}\n"
            for name, vkey in WITNESSES.items()
        ),
        "group g 2 w1 w2 w3\nquorum g\n",
    ]
)

# RFC 8032 section 7.1, tests 1 to 3.
RFC = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
        "1cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
        "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
        "984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC)
def test_signatures_of_the_rfc(seed, public, message, signature):
    seed, public, message, signature = map(bytes.fromhex, (seed, public, message, signature))
    assert public_key(seed) == public
    assert signer(seed)(message) == signature
    assert ed25519.verify(public, message, signature)
    assert not ed25519.verify(public, message + b"x", signature)


@pytest.mark.slow
@steady
@given(st.binary(max_size=80), st.integers(0, 511))
def test_one_changed_bit_of_a_signature_fails(message, bit):
    signature = bytearray(signer(SEEDS["log"])(message))
    assert ed25519.verify(LOG.key, message, bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    assert not ed25519.verify(LOG.key, message, bytes(signature))


def test_second_forms_of_a_signature_are_refused():
    message = b"checkpoint"
    signature = signer(SEEDS["log"])(message)
    scalar = int.from_bytes(signature[32:], "little")
    above = signature[:32] + (scalar + ed25519._L).to_bytes(32, "little")
    assert not ed25519.verify(LOG.key, message, above)
    assert not ed25519.verify(LOG.key, message, signature + b"\0")
    assert not ed25519.verify(LOG.key[:31], message, signature)


def small_order_points():
    """Return the encodings of the eight torsion points: multiples of one of order eight."""
    order8 = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
    point, found = ed25519._decode(order8), []
    total = ed25519._ZERO
    for _ in range(8):
        found.append(ed25519._encode(total))
        total = ed25519._add(total, point)
    assert total[0] == 0
    return found


@pytest.mark.parametrize("key", small_order_points(), ids=bytes.hex)
def test_keys_that_anybody_can_sign_for_are_refused(key):
    # With S = 0 and such a key and R, the equation holds for one message in eight or for all.
    assert not ed25519.is_public_key(key)
    for place in range(16):
        for point in small_order_points():
            assert not ed25519.verify(key, b"%d" % place, point + bytes(32))


@pytest.mark.parametrize(
    "data",
    [
        (2**255 - 19 + 1).to_bytes(32, "little"),  # y = 1 in a second encoding
        (2**255 - 1).to_bytes(32, "little"),
        (1 | 1 << 255).to_bytes(32, "little"),  # x = 0 with a sign
        (2).to_bytes(32, "little"),  # no point has this y
        b"",
    ],
)
def test_encodings_that_are_no_points(data):
    assert not ed25519.is_public_key(data)
    assert ed25519.is_public_key(LOG.key)


def vkey_text(name="a", kind=1, key=LOG.key):
    return f"{name}+{cp.key_id(name, kind, key).hex()}+{encode_base64(bytes([kind]) + key)}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("VKEY", "a"),
        ("VKEY", vkey_text(name="")),
        ("VKEY", vkey_text(name="a b")),
        ("VKEY", vkey_text(name="a\u3000b")),
        ("VKEY", vkey_text(kind=2)),
        ("VKEY", vkey_text(key=LOG.key[:31])),
        ("VKEY", vkey_text(kind=4)),
        ("BASE64", vkey_text()[:-1]),
    ],
)
def test_keys_refused(name, text):
    refused(name, cp.parse_vkey, text, cp.LOG_KEY)


def test_a_vkey_of_another_type_is_not_written():
    refused("VKEY", cp.format_vkey, "a+b", cp.LOG_KEY, LOG.key)


def note(size=7, root=None, origin=ORIGIN):
    text = cp.checkpoint_text(origin, size, root or digest("root"))
    return text, cp.sign_note(text, LOG, signer(SEEDS["log"]))


def cosigned(names, **fields):
    text, signed = note(**fields)
    for name, time in names:
        signed += cp.cosign(text, WITNESSES[name], time, signer(SEEDS[name]))
    return signed.encode()


def policy(text=POLICY):
    return cp.parse_policy(text.encode())


def test_a_checkpoint_is_signed_cosigned_and_opened():
    found = cp.open_checkpoint(cosigned([("w2", 20), ("w1", 10), ("w2", 15)]), policy())
    assert found == cp.Checkpoint(ORIGIN, 7, digest("root"), (("w2", 20), ("w1", 10), ("w2", 15)))
    assert cp.quorum_time(policy(), found.cosignatures) == 15
    later = cp.open_checkpoint(cosigned([("w1", 9), ("w2", 9)], size=9), policy())
    assert cp.entry_time(policy(), [found, later], 6) == 9
    assert cp.entry_time(policy(), [found], 6) == 15
    assert cp.entry_time(policy(), [found, later], 9) is None


def test_sixteen_foreign_lines_are_accepted():
    signed = note()[1]
    stranger = cp.VKey("stranger", cp.LOG_KEY, public_key(b"\x09" * 32))
    signed += "".join(cp.signature_line(stranger, bytes([i]) * 64) for i in range(16))
    assert cp.open_checkpoint(signed.encode(), policy()).size == 7


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("NOTE", b"\xff"),
        ("NOTE", note()[1].encode()[:-1]),
        ("NOTE", note()[1].replace("\n\n", "\n\t\n\n").encode()),
        ("NOTE", note()[0].encode() + b"\n"),
        ("NOTE", note()[1].encode() + b"\xe2\x80\x94 a\n"),
        ("NOTE", note()[1].encode() + b"\xe2\x80\x94 a AAAA\n"),
        ("NOTE", note()[1].encode() + b"\xe2\x80\x94 a+b AAAAAAAA\n"),
        ("BASE64", note()[1].encode() + b"\xe2\x80\x94 a AAAAAAA\n"),
        ("CHECKPOINT", note()[1].replace(ORIGIN, "", 1).encode()),
        ("INTEGER", note()[1].replace("\n7\n", "\n-7\n").encode()),
        ("LOG_SIGNATURE", note()[1].replace("\n7\n", "\n6\n").encode()),
        ("LOG_SIGNATURE", cosigned([]) + cp.signature_line(LOG, bytes(64)).encode()),
        ("COSIGNATURE", cosigned([]) + cp.signature_line(WITNESSES["w1"], bytes(72)).encode()),
        ("COSIGNATURE", cosigned([]) + cp.signature_line(WITNESSES["w1"], bytes(8)).encode()),
        ("ORIGIN", note(origin="elsewhere")[1].encode()),
    ],
)
def test_checkpoints_refused(name, raw):
    refused(name, cp.open_checkpoint, raw, policy())


def test_texts_to_sign_end_in_a_line():
    refused("NOTE", cp.sign_note, "a", LOG, signer(SEEDS["log"]))
    refused("CHECKPOINT", cp.checkpoint_text, ORIGIN, 1, "aa")


@pytest.mark.parametrize(
    "text",
    [
        POLICY + "\x01\n",
        POLICY + "witness w1 " + vkey_text("x", 4) + "\n",
        POLICY + "group none 1 g\n",
        POLICY + "group h 1 w9\n",
        POLICY + "group h x g\n",
        POLICY.replace("quorum g", "quorum h"),
        POLICY + "nonsense\n",
    ],
)
def test_policies_refused(text):
    refused("POLICY", cp.parse_policy, text.encode())
    refused("POLICY", cp.parse_policy, POLICY.encode() + b"# \xff\n")


def test_a_long_chain_of_groups_is_no_problem():
    chain = "".join(f"group h{i} 1 h{i - 1}\n" for i in range(1, 3000))
    text = POLICY.replace("quorum g\n", f"group h0 all g\n{chain}quorum h2999\n")
    assert cp.overlap(policy(text)) == 1
    assert policy(text).holds(["w1", "w3", "stranger"])
    assert not policy(text).holds(["w1"])


@steady
@given(st.integers(1, 7), st.data())
def test_the_overlap_of_k_of_n(number, data):
    k = data.draw(st.integers(1, number))
    names = [f"w{place}" for place in range(number)]
    witnesses = {name: cp.VKey(name, cp.WITNESS_KEY, name.encode()) for name in names}
    groups = {"g": cp.Group(k, tuple(names))}
    assert cp.overlap(cp.Policy(LOG, witnesses, groups, "g")) == max(0, 2 * k - number)
    for members in (names[:k], names[:k][::-1]):
        signed = [(name, 100 + place) for place, name in enumerate(members)]
        assert cp.quorum_time(cp.Policy(LOG, witnesses, groups, "g"), signed) == 99 + k
        assert cp.quorum_time(cp.Policy(LOG, witnesses, groups, "g"), signed[1:]) is None


def test_grades_need_an_overlap_and_time():
    sources = [{"id": "QUICKNET", "on": "657413"}]
    first = cp.first_public_time(sources)
    assert cp.grade(sources, overlap=1, t_close=first - cp.MARGIN) == "A"
    assert cp.grade(sources, overlap=0, t_close=first - cp.MARGIN) == "B"
    assert cp.grade(sources, overlap=1, t_close=first - cp.MARGIN + 1) == "B"
    refused("BITS", cp.grade, [{"id": "PL5", "on": "20261105"}], overlap=1, t_close=1)
    assert cp.first_public_time([{"id": "OPERATOR", "on": "-"}]) is None


def test_a_record_is_proven_to_be_in_the_log():
    records = [b"%d" % place for place in range(7)]
    tree = merkle.Tree(records)
    raw = cp.format_tlog_proof(3, tree.inclusion_proof(3), cosigned([], root=tree.root))
    index, found = cp.verify_tlog_proof(raw, records[3], policy())
    assert (index, found.size) == (3, 7)
    refused("TLOG_INCLUSION", cp.verify_tlog_proof, raw, records[4], policy())


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("TLOG_PROOF", b"c2sp.org/tlog-proof@v1\n\xff\n\n"),
        ("TLOG_PROOF", b"c2sp.org/tlog-proof@v1\nindex 1\n"),
        ("TLOG_PROOF", b"c2sp.org/tlog-proof@v1\n\n"),
        ("TLOG_PROOF", b"c2sp.org/tlog-proof@v1\nextra YQ==\n\n"),
        ("BASE64", b"c2sp.org/tlog-proof@v1\nextra YQ\nindex 1\n\n"),
        ("BASE64", b"c2sp.org/tlog-proof@v1\nindex 1\nYQ\n\n"),
    ],
)
def test_log_proofs_refused(name, raw):
    refused(name, cp.parse_tlog_proof, raw)
