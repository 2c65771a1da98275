"""Translators' own tools: a live blog's work goes out as a file, and what they made of it comes back."""
