"""Loaded before Django's settings are (`-p tests.environment`): what a test run needs from outside.

Only fills gaps, so that `script/test` decides the database.
"""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
