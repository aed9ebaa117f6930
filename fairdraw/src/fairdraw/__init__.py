"""Publicly verifiable draws: the proof behind 双随机、一公开 inspections (SPEC.md, vd1)."""
