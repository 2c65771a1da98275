"""Shaping what partners get: partners and their profiles changed by people, with every version kept and previewed."""
