"""What returns give to shared pages: their permissions, and words for the log."""

from thrive.base.offers import Domain
from thrive.oversight.returns import permissions

DOMAIN = Domain(
    key="returns",
    title="Returns",
    permissions=permissions.ALL,
    verbs=(
        ("returns.imported", "Imported a file"),
        ("returns.tried", "Asked what a file would change"),
        ("returns.findings.seen", "Read what an import refused"),
        ("returns.findings.downloaded", "Downloaded what an import refused"),
    ),
)
