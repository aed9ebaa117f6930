"""Registers of 青禾县 for demonstrations and tests: everything in them is invented."""

from mingqian.imports.invented.county import PLACES, TOWNSHIPS, UNITS, InventedUnit
from mingqian.imports.invented.register import (
    DEFAULT_COUNTS,
    Register,
    make_register,
    write_register,
    write_xlsx,
)

__all__ = [
    "DEFAULT_COUNTS",
    "PLACES",
    "TOWNSHIPS",
    "UNITS",
    "InventedUnit",
    "Register",
    "make_register",
    "write_register",
    "write_xlsx",
]
