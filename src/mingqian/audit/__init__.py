"""留痕: the one door for writes, the event table, and personal data at rest."""
