"""The buttons that move a record to the public and back."""

from django.utils.translation import gettext_lazy as _

from orgs import actions, permissions
from orgs.admin.acts import Act
from orgs.choices import PublicationState
from orgs.permissions import SOMEWHERE

DRAFT, IN_REVIEW, PUBLISHED, ARCHIVED = PublicationState


def _offered(rule, *states):
    """Offered in lists to whoever the rule allows, on a page also only in these states."""

    def offered(user, record):
        return rule(user, record) and (record is SOMEWHERE or record.state in states)

    return offered


def _run(action):
    return lambda record, user, reason: action(record=record, by=user, reason=reason)


STATE_ACTS = (
    Act(
        "send_to_review",
        _("Send to review"),
        _run(actions.send_to_review),
        _offered(permissions.can_send_to_review, DRAFT, ARCHIVED),
    ),
    Act(
        "return_to_draft",
        _("Return to its writer"),
        _run(actions.return_to_draft),
        _offered(permissions.can_return_to_draft, IN_REVIEW),
    ),
    Act(
        "publish",
        _("Publish"),
        _run(actions.publish),
        _offered(permissions.can_publish, DRAFT, IN_REVIEW, ARCHIVED),
    ),
    Act(
        "archive",
        _("Archive"),
        _run(actions.archive),
        _offered(permissions.can_publish, DRAFT, IN_REVIEW, PUBLISHED),
    ),
)
