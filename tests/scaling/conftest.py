"""The servers of a site on many machines, made once; tests put back what they stop."""

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.scaling.machines import Office, PostgreSQL, Site, Valkey, manage, until


@pytest.fixture(scope="session")
def folder():
    folder = Path(tempfile.mkdtemp(prefix="directory-scaling-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def primary(folder):
    server = PostgreSQL(folder / "primary")
    server.sql("CREATE ROLE site LOGIN")
    server.sql("CREATE DATABASE site OWNER site")
    manage(folder, server, "migrate", "collectstatic")
    yield server
    server.kill()


@pytest.fixture(scope="session")
def replica(primary):
    server = primary.replica("replica")
    yield server
    server.kill()


@pytest.fixture(scope="session")
def valkey(folder):
    server = Valkey(folder / "valkey")
    yield server
    server.kill()


@pytest.fixture(scope="session")
def office(folder, primary):
    office = Office(folder, primary)
    yield office
    office.close()


@pytest.fixture(scope="session")
def site(folder, primary, replica):
    """A machine that reads from the replica."""
    site = Site(folder, primary, DATABASE_REPLICA_URLS=replica.url).ready()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def two_sites(folder, primary, replica, valkey):
    """Two machines that read from the replica and share a cache."""
    sites = [
        Site(folder, primary, DATABASE_REPLICA_URLS=replica.url, CACHE_URL=valkey.url)
        for _ in range(2)
    ]
    yield [site.ready() for site in sites]
    for site in sites:
        site.stop()


@pytest.fixture
def one(office):
    """The address of an organisation that is called Alder."""
    slug = office.does("one = OrganisationFactory(name='Alder'); answer = one.slug")
    yield f"/organisations/{slug}/"
    office.does("Organisation.objects.filter(pk=one.pk).delete()")


@pytest.fixture
def is_read(site, replica, one):
    """`is_read()`: whether the page of the organisation comes from the replica."""

    def is_read():
        before = replica.count('FROM "orgs_organisation"')
        assert site.get(one)[0] == 200
        return replica.count('FROM "orgs_organisation"') > before

    until(is_read)
    return is_read
