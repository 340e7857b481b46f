"""Accounts, their passwords and their sign-ins; and the audit of all that is done to them."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher, profiles
from sqlalchemy import select

from geodata.errors import UnknownThing
from geodata.store import Store
from geodata.store.models import AuditEntry, SignIn, User
from geodata.store.passwords import BadPassword, Passwords, check_password
from geodata.store.sign_ins import (
    LONGEST,
    end_other_sign_ins,
    end_sign_in,
    signed_in_name,
    start_sign_in,
)
from geodata.store.users import (
    BadAccount,
    StoredUser,
    activate,
    add_user,
    deactivate,
    find_user,
    list_users,
    renew_hash,
    set_password,
)
from geodata.store.vocabulary import Role

GOOD = "bốn con voi xanh"
CHEAP = Passwords(PasswordHasher.from_parameters(profiles.CHEAPEST))


@pytest.fixture
def lan(store: Store) -> StoredUser:
    return add_user(
        store, "lan", Role.CLERK, CHEAP.hash(GOOD), by="root", offices=["Phòng  Nông nghiệp ", ""]
    )


def audited(store: Store) -> list[tuple[str, str, str]]:
    with store.session() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(entry.person, entry.action, entry.subject) for entry in entries]


def found(store: Store, name: str) -> StoredUser | None:
    with store.session() as session:
        return find_user(session, name)


def name_of(store: Store, token: str, *, now: datetime | None = None) -> str | None:
    with store.session() as session:
        return signed_in_name(session, token, now=now)


def test_an_account_is_found_as_it_was_made(store: Store, lan: StoredUser) -> None:
    assert found(store, "lan") == lan
    assert (lan.name, lan.role, lan.offices, lan.unit_codes) == (
        "lan",
        Role.CLERK,
        ("Phòng Nông nghiệp",),
        (),
    )
    assert lan.is_active
    assert "argon2" not in repr(lan)


def test_an_account_is_found_in_any_spelling(store: Store) -> None:
    add_user(store, " Nguyễn.Lan ", Role.LEADER, "h", by="root")
    assert found(store, unicodedata.normalize("NFD", "NGUYỄN.LAN")) is not None
    assert found(store, "nguyen.lan") is None


@pytest.mark.parametrize(
    ("name", "role", "units", "code"),
    [
        ("LAN", "leader", [], "user.exists"),
        ("", "leader", [], "user.name_bad"),
        ("a", "leader", [], "user.name_bad"),
        ("a b", "leader", [], "user.name_bad"),
        ("-ab", "leader", [], "user.name_bad"),
        ("<script>", "leader", [], "user.name_bad"),
        ("a" * 65, "leader", [], "user.name_bad"),
        ("Khách", "leader", [], "user.name_reserved"),
        ("minh", "king", [], "user.role_unknown"),
        ("minh", "clerk", [], "user.clerk_of_nothing"),
    ],
)
@pytest.mark.usefixtures("lan")
def test_an_account_that_cannot_be(store: Store, name: str, role: str, units: list[str], code: str) -> None:
    with pytest.raises(BadAccount) as refusal:
        add_user(store, name, role, "h", by="root", unit_codes=units)
    assert refusal.value.code == code
    with store.session() as session:
        assert [user.name for user in list_users(session)] == ["lan"]


def test_accounts_are_listed_by_name(store: Store) -> None:
    for name in ("minh", "an", "lan"):
        add_user(store, name, Role.VIEWER, "h", by="root")
    add_user(store, "binh", Role.CLERK, "h", by="root", unit_codes=["26491", "26491"])
    with store.session() as session:
        users = list_users(session)
    assert [user.name for user in users] == ["an", "binh", "lan", "minh"]
    assert users[1].unit_codes == ("26491",)


def test_what_is_done_to_accounts_is_audited(store: Store) -> None:
    add_user(store, "lan", Role.LEADER, "h", by="root")
    set_password(store, "Lan", "h2", by="lan")
    renew_hash(store, "lan", "h3")
    deactivate(store, "lan", by="root")
    activate(store, "lan", by="root")
    assert audited(store) == [
        ("root", "add user", "user:lan"),
        ("lan", "set password", "user:lan"),
        ("root", "deactivate user", "user:lan"),
        ("root", "activate user", "user:lan"),
    ]
    with store.session() as session:
        assert all("h" not in entry.details.values() for entry in session.scalars(select(AuditEntry)))


@pytest.mark.parametrize("act", [deactivate, activate])
def test_an_unknown_account_is_said(store: Store, act) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownThing, match=r"user\.unknown"):
        act(store, "nobody", by="root")
    assert audited(store) == []


def test_a_password_is_kept_as_an_argon2_hash_only() -> None:
    kept = Passwords().hash(GOOD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert GOOD not in kept
    assert kept != Passwords().hash(GOOD)


def test_a_password_matches_its_own_hash_only() -> None:
    kept = CHEAP.hash(GOOD)
    assert CHEAP.match(kept, GOOD)
    assert CHEAP.match(kept, unicodedata.normalize("NFD", GOOD))
    assert not CHEAP.match(kept, GOOD + "x")
    assert not CHEAP.match(kept, "")
    assert not CHEAP.match(kept, "x" * 100_000)
    assert not CHEAP.match(None, GOOD)
    assert not CHEAP.match(None, "the password of nobody")


def test_a_hash_of_another_cost_is_outdated() -> None:
    kept = CHEAP.hash(GOOD)
    assert not CHEAP.is_outdated(kept)
    assert Passwords().is_outdated(kept)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password.too_short"),
        ("bốn con voi", "password.too_short"),
        (unicodedata.normalize("NFD", "bốn con voi"), "password.too_short"),
        ("ab cd ef " * 23, "password.too_long"),
        ("toi la LAN day nhe", "password.holds_name"),
        ("aaaaaaaaaaaaaa", "password.too_simple"),
        ("abababababab", "password.too_simple"),
        ("123456789012", "password.too_simple"),
        ("987654321098", "password.too_simple"),
        ("abcdefghijklm", "password.too_simple"),
        ("matkhau123456", "password.too_common"),
        ("Mật khẩu 2024!", "password.too_common"),
        (unicodedata.normalize("NFD", "Mật khẩu 2024!"), "password.too_common"),
        ("anhyeuem1990", "password.too_common"),
        ("1990.Anh.Yêu.Em", "password.too_common"),
        ("P@ssw0rd12345", "password.too_common"),
        ("qwertyuiop123", "password.too_common"),
        ("UBND huyện 2025", "password.too_common"),
        ("nhontrach2024", "password.too_common"),
        ("Xã Long Thọ 123", "password.too_common"),
        ("1234512345123", "password.too_common"),
    ],
)
def test_a_password_that_is_refused(password: str, code: str) -> None:
    with pytest.raises(BadPassword) as refusal:
        check_password(password, name="lan", local=("Nhơn Trạch", "Long Thọ"))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "password", [GOOD, "correct horse battery", "xK9#mQ2!vL7$", "một con bò " * 18, "079185012346"]
)
def test_a_password_that_is_good_enough(password: str) -> None:
    check_password(password, name="lan", local=("Nhơn Trạch",))


def test_a_name_is_common_only_where_everybody_knows_it() -> None:
    check_password("nhontrach2024", name="lan")


@pytest.mark.usefixtures("lan")
def test_a_token_signs_in_until_it_is_ended(store: Store) -> None:
    token = start_sign_in(store, "lan")
    assert name_of(store, token) == "lan"
    assert name_of(store, token + "x") is None
    end_sign_in(store, token)
    end_sign_in(store, token)
    end_sign_in(store, "no such token")
    assert name_of(store, token) is None
    assert [entry[1] for entry in audited(store)] == ["add user", "sign in", "sign out"]


@pytest.mark.usefixtures("lan")
def test_the_store_does_not_hold_the_token(store: Store) -> None:
    token = start_sign_in(store, "lan")
    with store.session() as session:
        row = session.scalars(select(SignIn)).one()
    assert len(row.token_sha256) == 64
    assert token not in row.token_sha256


@pytest.mark.usefixtures("lan")
def test_a_sign_in_ends_after_a_working_day(store: Store) -> None:
    morning = datetime(2024, 12, 30, 0, 30, tzinfo=UTC)
    token = start_sign_in(store, "lan", now=morning)
    assert name_of(store, token, now=morning + LONGEST) == "lan"
    assert name_of(store, token, now=morning + LONGEST + timedelta(seconds=1)) is None
    start_sign_in(store, "lan", now=morning + timedelta(days=1))
    with store.session() as session:
        assert len(list(session.scalars(select(SignIn)))) == 1


@pytest.mark.usefixtures("lan")
def test_a_closed_account_is_signed_out_at_once_and_for_good(store: Store) -> None:
    token = start_sign_in(store, "lan")
    deactivate(store, "lan", by="root")
    assert name_of(store, token) is None
    with pytest.raises(UnknownThing):
        start_sign_in(store, "lan")
    activate(store, "lan", by="root")
    assert name_of(store, token) is None
    assert name_of(store, start_sign_in(store, "lan")) == "lan"


@pytest.mark.usefixtures("lan")
def test_another_password_signs_out_everywhere_else(store: Store) -> None:
    here, there = start_sign_in(store, "lan"), start_sign_in(store, "lan")
    set_password(store, "lan", "h2", by="lan", keep=here)
    assert (name_of(store, here), name_of(store, there)) == ("lan", None)
    set_password(store, "lan", "h3", by="root")
    assert name_of(store, here) is None


@pytest.mark.usefixtures("lan")
def test_signing_out_elsewhere_leaves_others_alone(store: Store) -> None:
    add_user(store, "minh", Role.LEADER, "h", by="root")
    here, there, minhs = (start_sign_in(store, name) for name in ("lan", "lan", "minh"))
    assert end_other_sign_ins(store, here) == 1
    assert [name_of(store, token) for token in (here, there, minhs)] == ["lan", None, "minh"]
    assert end_other_sign_ins(store, "no such token") == 0


@pytest.mark.usefixtures("lan")
def test_renewing_a_hash_signs_nobody_out(store: Store) -> None:
    token = start_sign_in(store, "lan")
    renew_hash(store, "lan", "h2")
    assert name_of(store, token) == "lan"
    with store.session() as session:
        assert session.scalars(select(User.password_hash)).one() == "h2"
