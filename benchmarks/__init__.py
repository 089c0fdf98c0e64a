"""Accuracy and speed, side by side with what a user would take otherwise; ``make bench``."""
