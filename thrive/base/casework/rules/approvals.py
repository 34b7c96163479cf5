"""What becomes of something that somebody was asked to approve, and what is asked of those who ask and answer."""

from collections.abc import Mapping

ASKED, APPROVED, RETURNED, TAKEN_BACK = "asked", "approved", "returned", "taken_back"
STATES: Mapping[str, str] = {
    ASKED: "Waits for approval",
    APPROVED: "Approved",
    RETURNED: "Returned for changes",
    TAKEN_BACK: "Taken back",
}
SAYS_WHY = (RETURNED, TAKEN_BACK)  # states with a reason

COMMENT_MOST = 1_000
WHY_MOST = 400

#: The kinds of task that go with it.
APPROVE, CHANGE = "casework.approve", "casework.change_returned"
