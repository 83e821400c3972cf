"""An app that is in no product: test_new_app.py puts it into a copy of the house, to see what that takes."""
