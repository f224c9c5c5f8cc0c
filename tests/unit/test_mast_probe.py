"""No network is found out soon, before anything slow is begun."""

import socket
import threading

import pytest
from fake_mast import FakeMast, dead_url, made_curve

from spectrogui.core.errors import InputError, OfflineError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.io.mast import Archive
from spectrogui.io.mast_probe import reach, server_of

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _plain(monkeypatch, tmp_path):
    """Neither proxies nor configuration of whoever runs this."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("ASTROPY_CONFIG_DIR", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))


@pytest.fixture
def blocked(monkeypatch):
    """Whoever looks up a name waits, as with a router that swallows everything."""
    over = threading.Event()

    def wait(*where, **how):
        over.wait(30)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", wait)
    yield over
    over.set()


def test_without_a_network_nothing_is_started_and_one_sentence_says_so(tmp_path):
    archive = Archive(tmp_path, server=dead_url())

    with pytest.raises(OfflineError, match=r"^No network: 127\.0\.0\.1 cannot be reached"):
        archive.search("211117077")
    assert archive.pid == 0


def test_what_is_on_this_computer_works_without_a_network(tmp_path):
    epic = "211117077"
    (tmp_path / "K2").mkdir()
    made_curve(tmp_path / "K2", epic)
    archive = Archive(tmp_path, server=dead_url())
    (product,) = archive.cached(epic)

    assert archive.download(product) == product


def test_a_network_that_swallows_everything_counts_as_none(blocked):
    with pytest.raises(OfflineError):
        reach("https://mast.stsci.edu", Ticket(), limit_s=0.2)

    assert not blocked.is_set()


def test_looking_for_the_network_can_be_given_up(blocked):
    ticket = Ticket()
    threading.Timer(0.1, ticket.cancel).start()

    with pytest.raises(Cancelled):
        reach("https://mast.stsci.edu", ticket, limit_s=30)


def test_a_name_that_does_not_exist_counts_as_no_network():
    with pytest.raises(OfflineError, match=r"nowhere\.invalid"):
        reach("https://nowhere.invalid", Ticket())


def test_behind_a_proxy_the_proxy_is_what_must_be_in_reach(monkeypatch):
    with FakeMast() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        reach("https://nowhere.invalid", Ticket())

        assert proxy.log == []


def test_a_proxy_that_is_gone_is_named(monkeypatch):
    gone = dead_url()
    monkeypatch.setenv("HTTPS_PROXY", gone)

    with pytest.raises(OfflineError, match=f"the proxy {gone.removeprefix('http://')} on the way"):
        reach("https://nowhere.invalid", Ticket())


def test_a_host_that_needs_no_proxy_is_asked_directly(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", dead_url())
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    with FakeMast() as mast:
        reach(mast.url, Ticket())


def test_the_usual_server_is_mast():
    assert server_of("") == "https://mast.stsci.edu"


@pytest.mark.parametrize("place", ["config/astropy", ".config/astropy", ".astropy/config"])
def test_the_configuration_of_astroquery_names_the_server(tmp_path, monkeypatch, place):
    if not place.startswith("config"):
        monkeypatch.delenv("XDG_CONFIG_HOME")
    (tmp_path / place).mkdir(parents=True)
    config = "max_lines = 3\n[mast]\n# server = no\nserver = 'https://masttest.stsci.edu/'\n"
    (tmp_path / place / "astroquery.cfg").write_text(config)

    assert server_of("") == "https://masttest.stsci.edu"
    assert server_of("http://127.0.0.1:1") == "http://127.0.0.1:1"


def test_an_address_without_https_is_taken_for_one():
    assert server_of(" masttest.stsci.edu/ ") == "https://masttest.stsci.edu"


@pytest.mark.parametrize("given", ["ftp://mast.stsci.edu", "https://", "http://a:b", "http://[::"])
def test_what_is_no_address_is_a_sentence(tmp_path, given):
    archive = Archive(tmp_path, server=given)

    assert archive.cached("211117077") == ()
    with pytest.raises(InputError, match="is not the address of an archive"):
        archive.search("211117077")
