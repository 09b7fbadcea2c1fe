"""Standings to take along: tables and a sheet to print."""
