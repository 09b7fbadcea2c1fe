"""Courses: modules to read, questions to check oneself with, and how far somebody is."""
