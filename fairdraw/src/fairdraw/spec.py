"""Which text of SPEC.md this program implements."""

# Compared with the file by a test; a plan names the text it was made under.
SPEC_SHA256 = "c94c8ff03ad609a8a87053c30a41aaa83fe01a88f9a376303ce5d4c3ed4a16df"
