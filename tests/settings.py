"""Settings of the tests: the real ones, with a throw-away home and what would only cost time left out."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if not os.environ.get("THRIVE_TEST_HOME"):
    os.environ["THRIVE_TEST_HOME"] = tempfile.mkdtemp(prefix="thrive-test-")
    atexit.register(shutil.rmtree, os.environ["THRIVE_TEST_HOME"], ignore_errors=True)
os.environ["THRIVE_HOME"] = os.environ["THRIVE_TEST_HOME"]
os.environ.setdefault("THRIVE_LOG_LEVEL", "ERROR")

from thrive.project.database import POSTGRESQL  # noqa: E402
from thrive.project.settings import *  # noqa: E402, F403
from thrive.project.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
ALLOWED_HOSTS = ["*"]
THRIVE_SECOND_FACTOR = False  # whoever tests it turns it on
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)  # one connection for each test, closed with it
if DATABASES["default"]["ENGINE"] == POSTGRESQL:  # two test runs at once do not share a database
    # What a test commits need not outlive a loss of power, so no test waits for the disk.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
    DATABASES["default"]["TEST"] = {"NAME": Path(os.environ["THRIVE_TEST_HOME"]).name.replace("-", "_")}
elif os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE"):
    # In the browser several requests come at once. In memory they would share one connection, and one that wrote while
    # another did was refused ("database table is locked"); in a file each has its own and waits its turn, as installed.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["THRIVE_TEST_HOME"]) / "test.sqlite3")}
