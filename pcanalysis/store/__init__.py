"""From files to histories: definitions, cards, readers, the build, and the opened project."""
