"""`make demo`: an invented county, prepared through the same actions that offices use."""
