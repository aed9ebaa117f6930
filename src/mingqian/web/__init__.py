"""The faces of the platform and what they share."""
