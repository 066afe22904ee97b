"""What the model gets right and wrong: one script for each question, tables for docs/validation.md."""
