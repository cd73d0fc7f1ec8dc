"""Whose a host of the web is: an organisation's own, or one that thousands share."""

from collections.abc import Iterable
from urllib.parse import urlsplit

SHARED_HOSTS = frozenset(
    {
        # mail
        *("126.com", "163.com", "aol.com", "disroot.org", "fastmail.com", "free.fr", "gmail.com"),
        *("gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.co.uk"),
        *("hotmail.com", "hotmail.fr", "icloud.com", "inbox.ru", "laposte.net", "libero.it"),
        *("live.com", "mac.com", "mail.com", "mail.ru", "mailbox.org", "me.com", "msn.com"),
        *("naver.com", "orange.fr", "outlook.com", "outlook.fr", "pm.me", "posteo.de"),
        *("posteo.net", "proton.me", "protonmail.ch", "protonmail.com", "qq.com", "rediffmail.com"),
        *("riseup.net", "sina.com", "sfr.fr", "t-online.de", "tuta.com", "tuta.io"),
        *("tutanota.com", "tutanota.de", "ukr.net", "wanadoo.fr", "web.de", "yahoo.ca"),
        *("yahoo.co.in", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yahoo.gr"),
        *("yandex.com", "yandex.ru", "ymail.com", "zoho.com", "zohomail.com"),
        # pages and sites
        *("about.me", "blogger.com", "blogspot.com", "business.site", "canalblog.com"),
        *("carrd.co", "facebook.com", "fb.com", "fb.me", "flickr.com", "github.com", "github.io"),
        *(
            "gitlab.io",
            "google.com",
            "instagram.com",
            "jimdo.com",
            "jimdofree.com",
            "jimdosite.com",
        ),
        *("linkedin.com", "linktr.ee", "livejournal.com", "mastodon.social", "medium.com"),
        *("myshopify.com", "netlify.app", "noblogs.org", "notion.site", "ok.ru", "over-blog.com"),
        *("pages.dev", "site123.me", "soundcloud.com", "squarespace.com", "strikingly.com"),
        *("substack.com", "t.me", "telegram.me", "telegram.org", "tumblr.com", "twitter.com"),
        *("vercel.app", "vimeo.com", "vk.com", "webnode.com", "webs.com", "weebly.com"),
        *("weeblysite.com", "wixsite.com", "wordpress.com", "x.com", "yolasite.com"),
        *("youtu.be", "youtube.com"),
    }
)
"""What stands here, and everything below it, is nobody's own."""


def is_shared(host: str) -> bool:
    labels = host.split(".")
    return any(".".join(labels[start:]) in SHARED_HOSTS for start in range(len(labels)))


def host_of(address: str) -> str:
    """The host of a web address or the domain of an e-mail address, as DNS writes it, without
    `www.`; empty when there is none.
    """
    try:
        host = urlsplit(address).hostname if "://" in address else address.rpartition("@")[2]
        host = (host or "").strip().rstrip(".").encode("idna").decode().lower()
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return host if "." in host else ""


def own_hosts(addresses: Iterable[str]) -> set[str]:
    """Those hosts of web and e-mail addresses that nobody else shares."""
    return {host for address in addresses if (host := host_of(address)) and not is_shared(host)}
