"""The typed settings of a studio. An app declares its own in its `settings.py` and reads them by `actor.setting(X)`."""
