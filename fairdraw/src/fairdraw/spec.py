"""Which text of SPEC.md this program implements."""

# Compared with the file by a test; a plan names the text it was made under.
SPEC_SHA256 = "af679e72e1f20bacb79ea861a2adf467d6e3b445b13da932b6b7e68097f15a55"
