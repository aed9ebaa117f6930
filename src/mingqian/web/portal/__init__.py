"""The public portal: read-only, published copies only."""
