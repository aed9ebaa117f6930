"""Reference tables that ship with the program: parsing only, the files are read by directories."""
