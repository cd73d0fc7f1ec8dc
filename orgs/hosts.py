"""Whose a host of the web is: an organisation's own, or one that thousands share."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

SHARED_HOSTS = frozenset(
    {
        # mail
        *("126.com", "163.com", "abv.bg", "aol.com", "bk.ru", "centrum.cz", "disroot.org"),
        *("email.cz", "free.fr", "freemail.hu", "i.ua", "icloud.com", "inbox.ru", "interia.pl"),
        *("laposte.net", "libero.it", "list.ru", "mac.com", "mailbox.org", "me.com", "meta.ua"),
        *("naver.com", "o2.pl", "onet.pl", "orange.fr", "otenet.gr", "pm.me", "posteo.de"),
        *("posteo.net", "qq.com", "rambler.ru", "rediffmail.com", "riseup.net", "seznam.cz"),
        *("sfr.fr", "sina.com", "t-online.de", "tut.by", "ukr.net", "wanadoo.fr", "web.de"),
        *("wp.pl",),
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

_MAIL = re.compile(
    r"(?:.+\.)?(?:aol|fastmail|gmail|gmx|googlemail|hotmail|live|mail|msn|outlook|proton|protonmail"
    r"|rocketmail|tuta|tutanota|yahoo|yandex|ya|ymail|zoho|zohomail)"
    r"\.(?:(?:com?|net)\.[a-z]{2}|com|net|org|info|me|io|[a-z]{2})"
)
"""Whoever gives mailboxes to everybody does so under many countries."""


def is_shared(host: str) -> bool:
    labels = host.split(".")
    above = (".".join(labels[start:]) for start in range(len(labels)))
    return bool(_MAIL.fullmatch(host)) or any(one in SHARED_HOSTS for one in above)


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
