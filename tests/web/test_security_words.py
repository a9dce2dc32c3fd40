"""Every word of the account screens is Vietnamese."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.support import Translations
from tests.web.conftest import post_form

from motcua.web.application import TRANSLATIONS

CATALOG = TRANSLATIONS / "vi" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "lazy_formatter_gettext": None,
    "ngettext": (1, 2),
}
PLACEHOLDERS = re.compile(r"%\([a-z_]+\)[sd]|%s")


@pytest.fixture(scope="module")
def catalog():
    with CATALOG.open("rb") as file:
        return read_po(file, locale="vi")


@pytest.mark.parametrize("package", ["flask_appbuilder", "wtforms"])
def test_every_message_of_the_frameworks__has_vietnamese_words(catalog, package):
    folder = Path(find_spec(package).origin).parent
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
    found = extract_from_dir(folder, method_map=methods, keywords=KEYWORDS)
    messages = {message[0] if isinstance(message, tuple) else message for _, _, message, *_ in found}
    missing = {
        message for message in messages if message and not (catalog.get(message) and catalog[message].string)
    }
    assert missing == set()


def test_placeholders__are_those_of_the_original(catalog):
    for message in catalog:
        original = message.id[-1] if isinstance(message.id, tuple | list) else message.id
        translated = message.string[0] if isinstance(message.string, tuple | list) else message.string
        if original:
            assert set(PLACEHOLDERS.findall(translated)) == set(PLACEHOLDERS.findall(original)), original


def test_compiled_catalog__is_that_of_the_source(catalog):
    compiled = Translations.load(TRANSLATIONS, ["vi"], "messages")
    for message in catalog:
        if message.id and isinstance(message.id, str):
            assert compiled.ugettext(message.id) == message.string


def test_form_errors__are_vietnamese_whatever_the_browser_speaks(sign_in):
    admin = sign_in("quantri")
    form = {"username": "quantri", "last_name": "", "first_name": "A", "email": "không phải thư", "roles": []}
    answer = post_form(admin, "/users/add", form)
    assert answer.status_code == 200
    assert "Phải nhập mục này" in answer.text
    for english in ("This field", "required", "Already exists", "Not a valid"):
        assert english not in re.sub(r"<[^>]*>", "", answer.text)


@pytest.mark.parametrize(
    "url",
    [
        *("/users/list/", "/users/add", "/users/show/1", "/users/edit/1", "/users/userinfo/"),
        *("/roles/list/", "/roles/add", "/roles/show/1", "/roles/edit/1", "/resetmypassword/form"),
        "/resetpassword/form?pk=1",
    ],
)
def test_account_screens__have_no_english_words(sign_in, url):
    page = sign_in("quantri").get(url, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert 'lang="vi"' in page.text
    bare = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]*>", " ", page.text, flags=re.DOTALL)
    found = re.findall(
        r"\b(?:Users?|Roles?|Save|Search|Edit|Show|Delete|Password|can [a-z]+ on|List|Name)\b", bare
    )
    assert found == []


def test_screens_of_accounts__are_closed_to_officers(add_officer, sign_in):
    add_officer("motcua", "one-stop-officer", "H88.31")
    browser = sign_in("motcua")
    for url in ("/users/list/", "/users/edit/1", "/roles/list/", "/resetpassword/form?pk=1"):
        assert browser.get(url).status_code == 403, url
    assert browser.get("/users/userinfo/").status_code == 200


def test_accounts__are_never_deleted(sign_in, add_officer):
    user_id = add_officer("motcua", "one-stop-officer", "H88.31")
    admin = sign_in("quantri")
    assert admin.get(f"/users/delete/{user_id}").status_code == 403
    assert post_form(admin, f"/users/delete/{user_id}", {}, "/resetmypassword/form").status_code == 403
    assert f"/users/delete/{user_id}" not in admin.get("/users/list/").text
    assert admin.get(f"/users/show/{user_id}").status_code == 200


def test_role_deleted_by_a_link__stays(sign_in):
    admin = sign_in("quantri")
    admin.get("/roles/delete/10")
    assert admin.get("/roles/show/10").status_code == 200
