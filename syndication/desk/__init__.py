"""The live desk without its pages: forms to entries and back, what differs, what both changed, previews. No Flask."""
