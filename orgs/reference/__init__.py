"""Reference data and how it gets into the tables; where each file comes from: README.md here."""
