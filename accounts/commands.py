"""`flask accounts …`: people and roles from the command line, by whoever runs the machine."""

from flask.cli import AppGroup

accounts = AppGroup("accounts", help="People, units and roles.")
