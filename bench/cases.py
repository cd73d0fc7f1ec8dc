"""The pages that are measured, chosen from what the directory at hand holds."""

from dataclasses import dataclass
from random import Random
from urllib.parse import quote, urlencode

PER_PAGE = 25
DEEP = 100_000
SORTS = ("relevance", "name", "updated", "verified", "founded")
LIST = "/organisations/"


def address(**parameters) -> str:
    return f"{LIST}?{urlencode(parameters, doseq=True)}" if parameters else LIST


@dataclass(frozen=True)
class Content:
    """What there is to ask for: words from the most frequent to the rarest, the most used country
    and focus area, how many organisations, and some of their addresses.
    """

    words: list[str]
    country: str
    focus: str
    count: int
    slugs: list[str]

    @classmethod
    def read(cls) -> "Content":
        from orgs.filters import OrganisationListing
        from orgs.models import SearchWord

        listing = OrganisationListing()
        words = SearchWord.objects.filter(frequency__gte=3, length__gte=4)
        most = {
            f: max(c, key=c.get) for f in ("country", "focus") if (c := listing.value_counts(f))
        }
        slugs = [quote(hit.organisation.slug) for n in range(1, 9) for hit in listing.page(n).hits]
        return cls(
            words=list(words.order_by("-frequency", "word").values_list("word", flat=True)),
            count=listing.count,
            slugs=slugs,
            **most,
        )

    @property
    def common(self) -> str:
        return self.words[0]

    @property
    def deepest(self) -> int:
        return min(DEEP, self.count) // PER_PAGE

    def lists(self) -> dict[str, str]:
        """The list pages with facets, by what they show."""
        chosen = {"country": self.country, "focus": self.focus}
        return {
            "first page": LIST,
            "rare word": address(q=self.words[-1]),
            "common word": address(q=self.common),
            "two words": address(q=" ".join(self.words[:2])),
            "country and focus area": address(**chosen),
            "focus area": address(focus=self.focus),
            "filters and word": address(q=self.common, **chosen),
        }

    def deep(self) -> dict[str, str]:
        """The first page and the deepest in each order."""
        return {
            f"{sort}, {name}": address(sort=sort, page=page)
            for sort in SORTS
            for name, page in (("first", 1), ("deep", self.deepest))
        }

    def pages(self) -> dict[str, str]:
        return {
            "organisation": f"{LIST}{self.slugs[0]}/",
            "country": f"/countries/{self.country.lower()}/",
            "focus": f"/focus/{self.focus}/",
            "coverage": "/coverage/",
        }

    def cold_words(self, count: int) -> list[str]:
        """Words no other case asks for, from the most frequent down."""
        half = self.words[2 : 2 + count // 2]
        rest = self.words[2 + count // 2 : -1]
        return [*half, *rest[:: max(len(rest) // (count - len(half)), 1)]][:count]

    def mistyped(self, count: int, random: Random) -> list[tuple[str, str]]:
        """Known words with one letter missing, which nobody wrote, and the words meant."""
        known = set(self.words)
        long = [word for word in self.words if len(word) >= 7 and word.isascii()]
        found = []
        for word in random.sample(long, min(len(long), 20 * count)):
            place = random.randrange(1, len(word) - 2)
            wrong = word[:place] + word[place + 1 :]
            if not any(one.startswith(wrong) for one in known):
                found.append((wrong, word))
        return found[:count]

    def some_lists(self, count: int, random: Random) -> list[str]:
        """Lists as visitors open them: words, filters, pages, orders."""
        found = []
        for _ in range(count):
            asked = {}
            if random.random() < 0.6:
                asked["q"] = random.choice(self.words[: random.choice((10, 100, 1000))])
            if random.random() < 0.3:
                asked["country"] = self.country
            if random.random() < 0.3:
                asked["focus"] = self.focus
            if random.random() < 0.2:
                asked["sort"] = random.choice(SORTS)
            found.append(address(**asked))
        return found
