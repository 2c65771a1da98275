"""Real feed readers at a real server: they agree on ids, titles, dates, languages and bodies."""
