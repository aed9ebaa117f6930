"""The whole path in a real browser: `make e2e`."""
