import pytest

from depcalc.config import ADDRESSES
from depcalc.errors import UsageError
from depcalc.evidence.online.places import DEFAULTS, find_places, place
from depcalc.evidence.public import find_public_hosts

NOBODY = {"PIP_CONFIG_FILE": "/dev/null"}


def test_where_nothing_is_set_the_public_index_is_asked():
    places = find_places(NOBODY)
    assert (places.index.host,) == find_public_hosts()
    assert places.index.url.startswith("https://")
    assert not places.mirror
    assert places.index.at("acme-web").endswith("/simple/acme-web/")
    assert places.document("acme-web").endswith("/pypi/acme-web/json")


@pytest.mark.parametrize(
    "name", ["DEPCALC_DEFAULT_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"]
)
def test_the_index_of_the_user_s_tools_is_asked_instead(name):
    places = find_places({**NOBODY, name: "https://index.example/root/simple/"})
    assert places.index.at("acme-web") == "https://index.example/root/simple/acme-web/"
    assert places.document("acme-web") == "https://index.example/root/pypi/acme-web/json"
    assert places.mirror


def test_ours_comes_before_uv_s_and_pip_s():
    environ = {
        **NOBODY,
        "PIP_INDEX_URL": "https://pip.example",
        "DEPCALC_DEFAULT_INDEX": "https://own.example",
    }
    assert find_places(environ).index.host == "own.example"


def test_the_public_index_named_by_hand_is_no_mirror():
    (host,) = find_public_hosts()
    assert not find_places({**NOBODY, "PIP_INDEX_URL": f"https://{host}/simple"}).mirror


@pytest.mark.parametrize(
    "url",
    ["file:///srv/index", "index.example", "ftp://index.example", "https://", "https://[", "http://h:port/"],
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(UsageError):
        place(url)


def test_user_and_password_are_kept_apart():
    named = place("https://me:secret@index.example:8443/simple?x=1#y")
    assert named.auth == ("me", "secret")
    assert named.url == "https://index.example:8443/simple?x=1"
    assert named.host == "index.example:8443"
    assert place("https://[::1]:80/x").url == "https://[::1]:80/x"


def test_a_name_cannot_leave_its_place_in_the_address():
    assert place("https://index.example/simple").at("../x?y").endswith("/simple/..%2Fx%3Fy/")


def test_each_address_has_its_variable_and_no_key_of_a_file():
    from depcalc.config import KEYS

    assert set(DEFAULTS) == set(ADDRESSES)
    assert not {name.removeprefix("DEPCALC_").replace("_", "-").lower() for name in DEFAULTS} & set(KEYS)


@pytest.mark.parametrize("name", DEFAULTS)
def test_every_address_can_be_set_in_the_environment(name):
    places = find_places({**NOBODY, name: "https://mirror.example/x"})
    found = [places.osv.url, places.osv_archive.url, places.top_list.url, places.oss_fuzz.url]
    assert found.count("https://mirror.example/x") == 1
