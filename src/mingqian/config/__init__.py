"""Settings, addresses, timetable: the wiring above every floor."""
