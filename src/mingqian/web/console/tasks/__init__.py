"""Pages of inspection tasks: list, form with its preview, detail."""
