"""Which text of SPEC.md this program implements."""

# Compared with the file by a test; a plan names the text it was made under.
SPEC_SHA256 = "0f458409dbfae5ced382758b49ff85d8fa2fe7d1a8326fff40332f0aa4b516c9"
