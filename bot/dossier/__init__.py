"""What goes into the file that the school keeps of a pupil or a colleague (6.1, 6.3)."""
