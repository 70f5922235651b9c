"""The course's shared package: one idea per file. Import from the file that holds the idea."""
