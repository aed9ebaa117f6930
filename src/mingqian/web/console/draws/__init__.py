"""Pages of draws: freeze, ceremony, numbers, hall, result."""
