"""Mailboxes: message counts that ARI controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aricli.ari.operation import Resource, operation
from aricli.ari.types import Doc, Names, Range

if TYPE_CHECKING:
    from aricli.ari.handles import Mailbox

MailboxName = Annotated[str, Names("mailbox"), Doc("name of the mailbox, e.g. 1000@default")]


class Mailboxes(Resource):
    """ARI's /mailboxes. Asterisk needs res_mwi_external for it, in place of app_voicemail."""

    @operation("GET", "/mailboxes")
    def list(self) -> list[Mailbox]:
        """List the mailboxes that ARI controls.

        Raises:
            NotFound: If the server has not loaded res_ari_mailboxes.
        """

    @operation("GET", "/mailboxes/{mailbox_name}")
    def get(self, mailbox_name: MailboxName) -> Mailbox:
        """Show a mailbox.

        Raises:
            NotFound: If there is no such mailbox, or the server has not loaded res_ari_mailboxes.
        """

    @operation("PUT", "/mailboxes/{mailbox_name}")
    def update(
        self,
        mailbox_name: MailboxName,
        *,
        old_messages: Annotated[int, Range(0), Doc("number of messages listened to")],
        new_messages: Annotated[int, Range(0), Doc("number of new messages")],
    ) -> None:
        """Set the message counts of a mailbox, which is made if need be.

        Raises:
            NotFound: If the server has not loaded res_ari_mailboxes.
        """

    @operation("DELETE", "/mailboxes/{mailbox_name}")
    def delete(self, mailbox_name: MailboxName) -> None:
        """Delete a mailbox.

        Raises:
            NotFound: If there is no such mailbox, or the server has not loaded res_ari_mailboxes.
        """
