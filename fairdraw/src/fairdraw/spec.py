"""Which text of SPEC.md this program implements."""

# Compared with the file by a test; a plan names the text it was made under.
SPEC_SHA256 = "86ac564200f349c1b02b83b5a9fad95e2ab6b03dd322d49f51009dcbf97eab60"
