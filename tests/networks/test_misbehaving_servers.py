"""Servers that are slow, break off, talk nonsense or send us elsewhere: the right error, and nothing is ever sent twice."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from benches import Bench, Impatient, picture, post
from between import (
    Between,
    Harm,
    Pours,
    after_all,
    breaks_off,
    drips,
    is_silent,
    says,
)

from gatepost.networks.errors import (
    NetworkError,
    Refused,
    SignedOut,
    TryLater,
    Unknown,
    Unsafe,
)
from gatepost.networks.outgoing import Outgoing

pytestmark = pytest.mark.xdist_group("networks")
WITH_SERVERS = ("bluesky", "mastodon", "wordpress", "facebook")
INSIDE = ("http://127.0.0.1:9/latest", "http://169.254.169.254/latest/meta-data/", "http://[::1]/")


@pytest.fixture(params=WITH_SERVERS)
def bench(request: pytest.FixtureRequest, bench_of: Callable[[str], Bench]) -> Bench:
    return bench_of(request.param)


def between(bench: Bench) -> Between:
    assert bench.between
    return bench.between


def failure(bench: Bench, outgoing: Outgoing) -> NetworkError:
    """What publishing comes to, which is an error here."""
    network = bench.network(outward=Impatient(with_what=bench.sends))
    with pytest.raises(NetworkError) as failed:
        network.publish(outgoing)
    assert_is_for_people(failed.value, bench, outgoing)
    return failed.value


def assert_is_for_people(error: NetworkError, bench: Bench, outgoing: Outgoing) -> None:
    """A sentence that says what to do, and gives nothing away, on the error and on all that hangs on it."""
    assert error.says[0].isupper()
    assert error.says.endswith(".")
    one: BaseException | None = error
    while one is not None:
        told = f"{one!r} {one}"
        assert bench.credentials[bench.secret] not in told
        assert outgoing.text not in told
        one = one.__cause__ or one.__context__


def comes_true(fact: Callable[[], bool]) -> bool:
    """Whether something is so in a moment: a server may still be at work when we no longer listen."""
    for _ in range(100):
        if fact():
            return True
        time.sleep(0.1)
    return False


LOST = {
    "no answer": after_all(is_silent),
    "dripping": after_all(drips),
    "broken off": after_all(breaks_off),
    "500": after_all(says(500, b"<h1>Internal error</h1>")),
    "not JSON": after_all(says(200, b"<html>Welcome</html>")),
    "other JSON": after_all(says(200, b'["surprise"]')),
}


@pytest.mark.parametrize("harm", LOST.values(), ids=LOST)
def test_an_answer_that_is_lost_leaves_the_post_unknown_and_it_is_sent_once(
    bench: Bench, harm: Harm
) -> None:
    outgoing = post()
    before = bench.count()
    between(bench).does(harm, to=bench.sends)

    error = failure(bench, outgoing)

    assert isinstance(error, Unknown)
    assert error.says.endswith(
        "Whether the post is there is not known. Look before it is sent again."
    )
    assert between(bench).count(bench.sends) == 1
    assert comes_true(lambda: bench.count() == before + 1)
    between(bench).behaves()
    assert bench.network().find(outgoing)
    assert bench.network().publish(outgoing)
    assert between(bench).count(bench.sends) == 0
    assert bench.count() == before + 1


def test_three_hundred_megabytes_are_not_taken(bench: Bench) -> None:
    pours = Pours()
    between(bench).does(pours, to=bench.sends)

    error = failure(bench, post())

    assert isinstance(error, Unknown)
    assert pours.poured < 20_000_000


def test_a_server_that_asks_us_to_wait_is_left_alone_for_as_long(bench: Bench) -> None:
    outgoing = post()
    between(bench).does(says(429, Retry_After="137"), to=bench.sends)

    error = failure(bench, outgoing)

    assert isinstance(error, TryLater)
    assert error.after == 137
    assert between(bench).count(bench.sends) == 1
    between(bench).behaves()
    assert bench.network().find(outgoing) is None


@pytest.mark.parametrize("harm", [says(500), says(503, b"oh"), breaks_off, says(200, b"oh")])
def test_trouble_with_a_picture_loses_nothing_since_no_post_was_sent(
    bench: Bench, harm: Harm
) -> None:
    outgoing = post(pictures=(picture(),))
    before = bench.count()
    between(bench).does(after_all(harm), to=bench.uploads)

    error = failure(bench, outgoing)

    assert isinstance(error, TryLater)
    assert between(bench).count(bench.sends) == 0
    between(bench).behaves()
    assert bench.network().publish(outgoing)
    assert bench.count() == before + 1


@pytest.mark.parametrize("harm", [says(503), breaks_off, says(200, b"<html>")])
def test_an_account_that_cannot_be_read_now_is_not_taken_for_one_without_the_post(
    bench: Bench, harm: Harm
) -> None:
    outgoing = post()
    bench.network().publish(outgoing)
    between(bench).seen.clear()
    between(bench).does(harm, to=bench.reads)

    with pytest.raises(TryLater):
        bench.network().find(outgoing)

    with pytest.raises(TryLater):
        bench.network().publish(outgoing)
    assert between(bench).count(bench.sends) == 0


@pytest.mark.parametrize("there", INSIDE)
@pytest.mark.parametrize("status", [302, 307])
def test_nobody_sends_us_inside_a_network(bench: Bench, there: str, status: int) -> None:
    between(bench).does(says(status, Location=there), to=bench.sends)

    error = failure(bench, post())

    assert isinstance(error, Unsafe)
    assert between(bench).count(bench.sends) == 1


def test_a_redirect_while_reading_is_not_followed_to_another_site(bench: Bench) -> None:
    between(bench).does(says(302, Location="https://elsewhere.example/"), to=bench.reads)

    error = failure(bench, post())

    assert isinstance(error, Refused)
    assert not isinstance(error, Unsafe)
    assert "another site" in error.says
    assert between(bench).count(bench.sends) == 0


def test_access_that_was_taken_back_says_so(bench: Bench) -> None:
    unknown = dict.fromkeys(bench.session, "") | {bench.secret: "0000 not the one"}
    network = bench.network(**unknown)

    with pytest.raises(SignedOut) as signed_out:
        network.publish(post())

    assert signed_out.value.says.endswith(".")
    assert "0000" not in signed_out.value.says


def test_access_that_runs_out_in_between_leaves_nothing_unknown(bench: Bench) -> None:
    bodies = {
        "bluesky": (400, b'{"error": "ExpiredToken", "message": "Token has expired"}'),
        "facebook": (400, b'{"error": {"code": 190, "error_subcode": 463, "message": "x"}}'),
    }
    status, body = bodies.get(bench.slug, (401, b'{"error": "The access token was revoked"}'))
    between(bench).does(says(status, body), to=bench.sends)

    error = failure(bench, post())

    assert isinstance(error, SignedOut)


def test_a_no_is_a_no(bench: Bench) -> None:
    between(bench).does(says(422, b'{"error": "Validation failed"}'), to=bench.sends)

    error = failure(bench, post())

    assert isinstance(error, Refused)
    assert between(bench).count(bench.sends) == 1


def test_a_server_that_is_away_can_be_tried_later(bench: Bench) -> None:
    network = bench.network(**{bench.address: "http://127.0.0.1:9"})

    with pytest.raises(TryLater) as error:
        network.publish(post())

    assert "cannot be reached" in error.value.says
    assert error.value.after > 0


@pytest.mark.parametrize(
    "address",
    ["https://10.0.0.8", "https://169.254.169.254", "http://192.168.1.1", "https://[fd00::1]"],
)
def test_an_address_inside_a_network_is_never_spoken_to(bench: Bench, address: str) -> None:
    network = bench.network(**{bench.address: address})

    with pytest.raises(Unsafe) as unsafe:
        network.publish(post())

    assert "not public" in unsafe.value.says


@pytest.mark.parametrize(
    "address", ["ashlands.example", "ftp://ashlands.example", "https://", "https://a:b@c.example"]
)
def test_an_address_that_is_none_is_refused(bench: Bench, address: str) -> None:
    network = bench.network(**{bench.address: address})

    with pytest.raises(Refused) as refused:
        network.publish(post())

    assert refused.value.says.endswith("is no web address. Enter it as https:// and a name.")
