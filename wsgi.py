"""The WSGI entry point: `gunicorn wsgi:application` from the project root, installed or not."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "platform"))

from motcua.web.application import create_application

application = create_application()
