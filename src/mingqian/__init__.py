"""The platform: an inspection office around the proof."""
