"""Which text of SPEC.md this program implements."""

# Compared with the file by a test; a plan names the text it was made under.
SPEC_SHA256 = "c4c0e83b06d47a73104467413358a3f10ed982366d5643d17b81549e8f1ca11d"
