"""Which text of SPEC.md this program implements."""

# Compared with the file by a test; a plan names the text it was made under.
SPEC_SHA256 = "773b6d3f2734e78aeb6b551384b3ba02c6969c27227b329bf057142ba4a4f24e"
