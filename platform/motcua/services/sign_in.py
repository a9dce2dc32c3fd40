"""Signing in with a password: checks it, locks an account for longer and longer after failures, writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.audit import Act, write_audit_entry
from motcua.services.passwords import verify_password
from motcua.services.runtime import Platform
from motcua.storage.accounts import USER, account_state, end_session, end_sessions, find_account
from motcua.storage.tables import AccountRow

FREE_FAILURES = 5
FIRST_LOCK = timedelta(seconds=30)
LONGEST_LOCK = timedelta(hours=1)
FORGET_AFTER = timedelta(hours=24)
# checked when there is no account, so that the time taken does not tell; no password matches it
_DECOY = "scrypt:32768:8:1$vYtT2Wak2xuTz2Z3$" + "0" * 128

WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account that signed in, with the version its session must carry."""

    user_id: int
    session_version: int
    must_change_password: bool


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """Why not, in Vietnamese, and from when on it may be tried again."""

    message: str
    locked_until: datetime | None = None


def sign_in(platform: Platform, username: str, password: str, address: str = "") -> SignedIn | NotSignedIn:
    """Check a password. After five failures the account is locked for 30 seconds, then twice as long each time."""
    now = platform.now()
    with platform.database.read() as session:
        found = find_account(session, username)
        state = session.get(AccountRow, found.id) if found is not None else None
    if found is None or not found.active or not found.password:
        verify_password(_DECOY, password)
        return NotSignedIn(WRONG)
    if state is not None and state.locked_until is not None and state.locked_until > now:
        return _locked(state.locked_until)
    right = verify_password(found.password, password)
    with platform.database.write() as session:
        if right:
            return _let_in(session, found.id, Attempt(username, now, address))
        return _refuse(session, found.id, Attempt(username, now, address))


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tried, when and from where."""

    username: str
    at: datetime
    address: str = ""


def _let_in(session: Session, user_id: int, attempt: Attempt) -> SignedIn:
    state = account_state(session, user_id)
    state.failed_count = 0
    state.locked_until = None
    session.execute(
        update(USER)
        .where(USER.c.id == user_id)
        .values(
            last_login=attempt.at.replace(tzinfo=None), login_count=func.coalesce(USER.c.login_count, 0) + 1
        )
    )
    _write_down(session, attempt, "sign_in")
    return SignedIn(user_id, state.session_version, state.must_change_password)


def _refuse(session: Session, user_id: int, attempt: Attempt) -> NotSignedIn:
    state = account_state(session, user_id)
    if state.last_failed_at is not None and attempt.at - state.last_failed_at > FORGET_AFTER:
        state.failed_count = 0
    state.failed_count += 1
    state.last_failed_at = attempt.at
    _write_down(session, attempt, "sign_in_refused", failures=state.failed_count)
    if state.failed_count < FREE_FAILURES:
        return NotSignedIn(WRONG)
    doublings = min(state.failed_count - FREE_FAILURES, 10)
    state.locked_until = attempt.at + min(FIRST_LOCK * 2**doublings, LONGEST_LOCK)
    return _locked(state.locked_until)


def _locked(until: datetime) -> NotSignedIn:
    message = (
        f"Tài khoản tạm khóa đến {until:%H:%M:%S} ngày {until:%d/%m/%Y} vì nhập sai mật khẩu nhiều lần. "
        "Chờ hết thời gian khóa rồi thử lại, hoặc nhờ quản trị đặt lại mật khẩu."
    )
    return NotSignedIn(message, until)


def sign_out(platform: Platform, username: str, session_key: str, address: str = "") -> None:
    """End one session, so that a copy of its cookie is worth nothing."""
    now = platform.now()
    with platform.database.write() as session:
        end_session(session, session_key, now)
        _write_down(session, Attempt(username, now, address), "sign_out")


def sign_out_everywhere(platform: Platform, user_id: int, username: str, address: str = "") -> None:
    """End every session and token of an account."""
    with platform.database.write() as session:
        end_sessions(session, user_id)
        _write_down(session, Attempt(username, platform.now(), address), "sign_out_everywhere")


def _write_down(session: Session, attempt: Attempt, action: str, **detail: int) -> None:
    act = Act(action, "account", attempt.username, detail)
    write_audit_entry(session, Actor(user=attempt.username), act, attempt.at, attempt.address)
