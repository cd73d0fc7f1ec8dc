"""A real mail server on this machine that does what a test tells it."""

import socket
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class MailServer:
    """`letters` are those it took, as (recipient, message); it refuses whoever is in `refused`, and
    hangs up on each of `hangs_up_on` before it has taken their letter, which of whoever is
    `unwanted` it does not take. `greeted` holds the names it was greeted with, one for each
    connection.
    """

    def __init__(self):
        self.letters, self.greeted = [], []
        self.refused, self.unwanted, self.hangs_up_on = set(), set(), set()

    @property
    def recipients(self):
        return sorted(recipient for recipient, _message in self.letters)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.greeted.append(hostname)
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 No such address here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        (recipient,) = envelope.rcpt_tos
        if recipient in self.hangs_up_on:
            server.transport.close()
            return "421 Good bye"
        if recipient in self.unwanted:
            return "552 This mailbox is full"
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((recipient, message))
        return "250 Taken"


class LocalController(Controller):
    """On a port of its own."""

    def __init__(self, server: MailServer):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        super().__init__(server, hostname="127.0.0.1", port=port)
