"""gunicorn's worker, whose threads work only for clients that keep up.

gunicorn's own gives a connection to a thread before anything has arrived and lets the client take
its time from then on: whoever sends a byte now and then, or reads none, holds a thread for ever,
and `WEB_THREADS` such clients hold them all. It also lets its one loop wait two seconds for each
client that does not hang up. Here

- a request's head is gathered in the loop, without a thread; so is the end of a connection;
- a thread waits for a client while that one moves at least `SLOWEST` bytes a second, for
  `PATIENCE` seconds below that.

TLS ends at the proxy: what arrives here is HTTP as it is.
"""

import errno
import fcntl
import select
import selectors
import socket
import struct
import termios
from functools import partial
from time import monotonic

from gunicorn.workers.gthread import TConn, ThreadWorker

PATIENCE = 20  # seconds: for a request's head, for who has to hang up, and for too little progress
SLOWEST = 500  # bytes a second: a tenth of what a poor telephone line carries
HEAD = 16 * 1024  # bytes; the rest of a longer head is read by its thread
PASSING = {errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED}


class Socket(socket.socket):
    """A client's connection. Waiting, in a thread, uses up patience; what moves gives it back."""

    patience = PATIENCE

    @classmethod
    def of(cls, client: socket.socket) -> "Socket":
        return cls(fileno=client.detach())

    def recv(self, size, flags=0):
        if self.gettimeout() is None:
            self._wait(select.POLLIN)
        data = super().recv(size, flags)
        self._moved(len(data))
        return data

    def sendall(self, data, flags=0):
        if self.gettimeout() is not None:
            return super().sendall(data, flags)
        rest = memoryview(data)
        while rest:
            self._wait(select.POLLOUT)
            try:
                rest = rest[self.send(rest, flags | socket.MSG_DONTWAIT) :]
            except BlockingIOError:
                continue

    def _wait(self, event: int) -> None:
        """Raises ConnectionResetError, as if the client had gone, when patience is at its end.

        A slow client takes what the system keeps for it long before there is room for more, so
        what is left of that is looked at every second.
        """
        ready = select.poll()
        ready.register(self, event)
        kept = self._kept()
        while True:
            began = monotonic()
            done = ready.poll(1000 * min(1, self.patience))
            self.patience -= monotonic() - began
            kept, before = self._kept(), kept
            self._moved(before - kept)
            if done:
                return
            if self.patience <= 0:
                raise ConnectionResetError(errno.ECONNRESET, "The client does not keep up.")

    def _moved(self, count: int) -> None:
        self.patience = min(PATIENCE, self.patience + max(count, 0) / SLOWEST)

    def _kept(self) -> int:
        """Bytes sent that the client does not have yet; 0 where the system does not say."""
        try:
            return struct.unpack("i", fcntl.ioctl(self, termios.TIOCOUTQ, bytes(4)))[0]
        except OSError:
            return 0


class Connection(TConn):
    """A connection whose next request begins with what the loop has read."""

    head = b""

    def init(self):
        super().init()
        if self.head:
            self.parser.unreader.unread(self.head)
            self.head = b""


class Worker(ThreadWorker):
    """`pending_conns` are those the loop waits for: a request's head, or the end. All wait equally
    long, so the first is always the next to be given up.
    """

    def accept(self, listener):
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in PASSING:
                raise
            return
        self.nr_conns += 1
        self.await_head(Connection(self.cfg, Socket.of(client), address, listener.getsockname()))

    def murder_pending(self):
        """Makes room for the next to come as well, at the end of each turn of the loop: an event of
        a connection given up in the midst of a turn might be waiting to be looked at. Who was
        answered and may ask again goes before who has not been heard.
        """
        super().murder_pending()
        while self.nr_conns >= self.worker_connections:
            if self.keepalived_conns:
                conn = self.keepalived_conns.popleft()
                self.poller.unregister(conn.sock)
                self.part(conn)
            elif self.pending_conns:
                self.give_up(self.pending_conns[0])
            else:
                break

    def wait_for(self, conn, then):
        conn.sock.setblocking(False)
        conn.timeout = monotonic() + PATIENCE
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(then, conn))

    def no_longer(self, conn):
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)

    def give_up(self, conn):
        self.no_longer(conn)
        self.part(conn)

    def part(self, conn):
        self.nr_conns -= 1
        conn.close()

    def await_head(self, conn):
        self.wait_for(conn, self.on_head)

    def on_client_socket_readable(self, conn, client):
        """The next request on a connection that was kept open."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self.await_head(conn)

    def on_head(self, conn, client):
        """More of a head. Once it is whole, a thread gets the connection."""
        data = read(client, HEAD)
        if data is None:
            return
        conn.head += data
        if not data:
            self.give_up(conn)
        elif b"\r\n\r\n" in conn.head[-len(data) - 3 :] or len(conn.head) >= HEAD:
            self.no_longer(conn)
            conn.data_ready = True
            conn.sock.patience = PATIENCE
            self.enqueue_req(conn)

    def finish_request(self, conn, fs):
        if fs.cancelled() or fs.exception() or fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.part(conn)
        else:
            self.wait_for(conn, self.on_leaving)

    def on_leaving(self, conn, client):
        """The client still sends, or hangs up. Closing earlier could take away our last words."""
        if read(client, HEAD) == b"":
            self.give_up(conn)

    def _cap_keepalive(self, deadline):
        """Stopping waits for nobody's head."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)


def read(client, size: int) -> bytes | None:
    """What has arrived; nothing when the client is gone, None when there is nothing yet."""
    try:
        return client.recv(size)
    except BlockingIOError:
        return None
    except OSError:
        return b""
