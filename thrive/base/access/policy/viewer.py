"""Who looks: a user, a job or another system with a declared purpose. Never nobody."""

from thrive.base.access.models import User
from thrive.base.access.viewers import ClientViewer, SystemViewer

Viewer = User | SystemViewer | ClientViewer
