"""Which text of SPEC.md this program implements."""

# Compared with the file by a test; a plan names the text it was made under.
SPEC_SHA256 = "4d729935a600a94c7e69e097d09b6f3fe5e5a715b073bcec18915f98bda5baff"
