"""The office as its people see it: one browser, one window, everybody signed in once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select
from tests.clients import PASSWORD, Api
from tests.journeys.installation import faults_of, sent_by, work_off
from tests.journeys.story import WATCHER, Application, Loan, Merger, NotDoneError, Press, Seen, moment
from tests.loopback import SmtpSink

from motcua.services.runtime import Platform
from motcua.storage.tables import OfficerRow
from motcua.web.screens.dossier_words import EVENT_TITLES

KINDS = {title: kind for kind, title in EVENT_TITLES.items()}
MOMENT = re.compile(r"(\d\d:\d\d) \D+ (\d\d/\d\d/\d{4})")
NUMBER = re.compile(r"H88[\d.]*-\d{6}-\d{4}")
READ = """async (number) => {
  const words = (root, query) => [...root.querySelectorAll(query)].map((one) => one.textContent.trim());
  const tab = async (name) => new DOMParser().parseFromString(
    await (await fetch(`/ho-so/${number}?phan=${name}`)).text(), "text/html");
  const [money, prints, facts] = await Promise.all([tab("phi"), tab("ban-in"), tab("ho-so")]);
  const column = (place) => words(money, `#money`).length
    ? [...money.querySelectorAll("section[aria-labelledby=money] tbody tr")].map((row) => row.cells[place].textContent)
    : [];
  return {
    national: words(document, "[data-national]")[0],
    clock: words(document, ".clockbox .big").join(" "),
    box: words(document, ".clockbox").join(" "),
    waiting: words(document, ".hint").filter((text) => text.startsWith("Đang chờ: ")),
    log: words(document, "section[aria-labelledby=full-log] ol.timeline > li > b").reverse(),
    paid: column(2),
    owed: column(3),
    papers: [...prints.querySelectorAll("section[aria-labelledby=prints] a.name")].map((one) => one.getAttribute("href")),
    facts: facts.querySelector("main").textContent,
  };
}"""


class BrowserOffice:
    """Screens in Chromium; what comes from the national portal is handed in as it does."""

    def __init__(self, browser: Browser, site: str, app: Flask, sink: SmtpSink) -> None:
        self.browser = browser
        self.site = site
        self.sink = sink
        self.platform: Platform = app.extensions["motcua"]
        self.portal = Api(app)
        self.windows: dict[str, Page] = {}
        self.page = self._be("")
        with self.platform.database.read() as session:
            rows = session.execute(select(OfficerRow.username, OfficerRow.full_name))
            self.names: dict[str, str] = dict(rows.tuples().all())

    def _be(self, user: str) -> Page:
        """The window of this person; nobody shares one, so that no late answer signs somebody else in."""
        if user not in self.windows:
            context = self.browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
            self.page = self.windows[user] = context.new_page()
            self.page.set_default_timeout(15_000)
            if user:
                self.page.goto(f"{self.site}/login/")
                self.page.fill("[name=username]", user)
                self.page.fill("[name=password]", PASSWORD)
                self._follow(lambda: self.page.click("button[type=submit]"))
        self.page = self.windows[user]
        return self.page

    def _follow(self, act: Callable[[], object]) -> None:
        """Do what leads to another page, and wait until that one is there."""
        with self.page.expect_navigation(wait_until="load"):
            act()

    def _open(self, user: str, path: str) -> Page:
        page = self._be(user)
        page.goto(f"{self.site}{path}")
        return page

    def at(self, moment_text: str) -> None:
        self.platform.clock.set(moment(moment_text).isoformat())  # type: ignore[attr-defined]

    def _fill_in(self, user: str, brought: Application) -> Page:
        page = self._open(user, f"/tiep-nhan/{brought.procedure}")
        kind = page.locator('select[name="applicant.kind"]')
        if kind.count() and kind.input_value() != "citizen":
            kind.select_option("citizen")
            page.locator('[name="applicant.identity_number"]').wait_for()
        person = {"full_name": brought.name, "identity_number": brought.identity, "email": brought.email}
        for name, value in person.items():
            page.locator(f'[name="applicant.{name}"]').fill(value)
        for name, value in brought.answers.items():
            self._answer(f"form.{name}", value)
        for paper in brought.papers:
            page.locator(f'[name="paper.{paper}.received"]').check()
        return page

    def _answer(self, name: str, value: Any) -> None:
        """Fill one field of a form in, the way its kind is filled in."""
        page = self.page
        if isinstance(value, Mapping):
            for part, words in value.items():
                page.locator(f'[name="{name}.{part}"]').fill(str(words))
            return
        text = (
            {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        )
        field = page.locator(f'[name="{name}"]')
        if field.first.get_attribute("type") == "radio":
            page.locator(f'[name="{name}"][value="{text}"]').check()
        elif field.first.evaluate("one => one.tagName") == "SELECT":
            self._choose(field, text)
        elif isinstance(value, float):
            field.fill(text.replace(".", ","))
        elif found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
            field.fill(f"{found[3]}/{found[2]}/{found[1]}")
        else:
            field.fill(text)

    def _choose(self, field: Locator, value: str) -> None:
        """Choose from a list; a long one is searched by typing."""
        if field.is_visible():
            field.select_option(value)
            return
        label = field.locator(f'option[value="{value}"]').text_content() or ""
        typed = self.page.locator(f"#{field.get_attribute('id')}-text")
        typed.fill(label.strip())
        self.page.get_by_role("option", name=label.strip(), exact=True).first.click()

    def receive(self, user: str, brought: Application, *, paid: bool = False) -> str:
        page = self._fill_in(user, brought)
        later = page.locator('[name=payment_way][value="later"]')
        if not paid and later.count():
            later.check(force=True)
        expect(page.locator("#c-act")).to_contain_text("Đủ để tiếp nhận")
        self._follow(lambda: page.keyboard.press("Control+Enter"))
        return self._number_of_address()

    def _number_of_address(self) -> str:
        found = NUMBER.search(self.page.url)
        assert found, (self.page.url, self.page.locator("main").inner_text()[:1500])
        return found[0]

    def receive_many(
        self, user: str, brought: Application, rows: Sequence[Mapping[str, Any]]
    ) -> tuple[str, ...]:
        page = self._fill_in(user, brought)
        expect(page.locator("#c-act")).to_contain_text("Đủ để tiếp nhận")
        self._follow(lambda: page.get_by_role("button", name="Nhận nhiều hồ sơ cùng thủ tục…").click())
        columns = [
            (one.get_attribute("name") or "").removeprefix("r0.")
            for one in page.locator('[name^="r0."]').all()
        ]
        lines = [
            "\t".join(str(row.get(column.removeprefix("form."), "")) for column in columns) for row in rows
        ]
        page.get_by_text("Dán từ Excel").click()
        page.locator("#pasted").fill("\n".join(lines))
        self._follow(lambda: page.get_by_role("button", name="Đưa vào bảng").click())
        self._follow(lambda: page.get_by_role("button", name="Tiếp nhận tất cả").click())
        return tuple(dict.fromkeys(NUMBER.findall(page.locator("main").inner_text())))

    def turn_away(self, user: str, brought: Application, reason: str) -> str:
        page = self._fill_in(user, brought)
        page.get_by_role("button", name="Từ chối…").click()
        page.locator("#f-refuse_reason").fill(reason)
        self._follow(lambda: page.get_by_role("button", name="Từ chối và in phiếu").click())
        return self._number_of_address()

    def submit(self, agency: str, brought: Application) -> str:
        body = {
            "procedure": brought.procedure,
            "agency": agency,
            "channel": "online",
            "applicant": {
                "full_name": brought.name,
                "identity_number": brought.identity,
                "email": brought.email,
            },
            "answers": dict(brought.answers),
            "documents": dict.fromkeys(brought.papers, True),
        }
        answer = self.portal.call("POST", "/dossiers", "thuly", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json["number"])

    def press(self, user: str, number: str, button: Press) -> None:
        page = self._open(user, f"/ho-so/{number}")
        step = f"-{button.step}-" if button.step else "-"
        asking = page.locator(f'a[data-open-dialog^="act-"][data-open-dialog$="{step}{button.action}"]')
        if asking.count():
            asking.first.click()
            dialog = page.locator("dialog[open]")
            expect(dialog).to_be_visible()
            self._say(dialog, button)
            self._follow(lambda: dialog.locator("button[type=submit]").click())
        else:
            plain = page.locator(f'form.d-contents:has(input[name=action][value="{button.action}"]) button')
            if not plain.count():
                raise NotDoneError(self._reasons())
            self._follow(plain.first.click)
        refused = page.locator("dialog[open] .err, dialog[open] .notice.late, main > .notice.late")
        if refused.count():
            raise NotDoneError(" ".join(refused.all_inner_texts()))

    def _say(self, dialog: Locator, button: Press) -> None:
        typed = {"reason": button.reason, "deadline": button.deadline, "document": button.document}
        for place, (name, amount) in enumerate(button.fees, start=1):
            typed |= {f"fee_name_{place}": name, f"fee_amount_{place}": str(amount)}
        for name, value in typed.items():
            if value:
                dialog.locator(f"[name={name}]").fill(value)
        for item in button.items:
            dialog.locator(f'[name=items][value="{item}"]').check()

    def _reasons(self) -> str:
        return " ".join(self.page.locator("section[aria-labelledby=acts]").all_text_contents())

    def why_not(self, user: str, number: str, action: str) -> str:
        page = self._open(user, f"/ho-so/{number}")
        offered = page.locator(f'[data-open-dialog$="-{action}"], form.d-contents input[value="{action}"]')
        return "" if offered.count() else self._reasons()

    def _money(self, user: str, number: str, act: str, fee: str, typed: Mapping[str, str]) -> None:
        page = self._open(user, f"/ho-so/{number}?phan=phi")
        key = f"money-{act}-{fee}"
        page.locator(f'[data-open-dialog="{key}"]').first.click()
        dialog = page.locator(f'dialog[id="{key}"]')
        expect(dialog).to_be_visible()
        for name, value in typed.items():
            dialog.locator(f"[name={name}]").fill(value)
        self._follow(lambda: dialog.locator("button[type=submit]").click())
        refused = page.locator("dialog[open] .notice.late")
        if refused.count():
            raise NotDoneError(" ".join(refused.all_inner_texts()))

    def take_money(self, user: str, number: str, fee: str, amount: int) -> None:
        self._money(user, number, "pay", fee, {"amount": str(amount)})

    def give_back(self, user: str, number: str, fee: str, amount: int, reason: str) -> None:
        self._money(user, number, "refund", fee, {"amount": str(amount), "reason": reason})

    def assign(self, user: str, number: str, step: str, to: str) -> None:
        page = self._open(user, f"/ho-so/{number}")
        page.locator(f'[data-open-dialog="assign-{step}"]').click()
        dialog = page.locator(f"#assign-{step}")
        dialog.locator("[name=assignee]").select_option(to)
        self._follow(lambda: dialog.locator("button[type=submit]").click())

    def lend(self, user: str, loan: Loan) -> None:
        page = self._open(user, "/uy-quyen")
        page.locator(f'[name=kind][value="{loan.kind}"]').check()
        page.select_option("#substitute", loan.substitute)
        page.fill("#starts", loan.starts)
        page.fill("#ends", loan.ends)
        page.fill("#basis", loan.basis)
        self._follow(lambda: page.get_by_role("button", name="Lập, báo người thay").click())
        expect(page.locator("main")).to_contain_text(loan.basis)

    def end_loan(self, user: str) -> None:
        page = self._open(user, "/uy-quyen")
        self._follow(page.get_by_role("button", name="Chấm dứt").first.click)

    def merge(self, user: str, merger: Merger) -> None:
        page = self._open(user, "/quan-tri/sap-xep-don-vi/lap")
        page.locator('[name=kind][value="merge"]').check()
        page.fill("#decision_number", merger.decision)
        page.fill("#effective_on", merger.effective_on)
        page.select_option("#source", list(merger.sources))
        page.fill("#code-0", merger.code)
        page.fill("#name-0", merger.name)
        page.fill("#short_name-0", merger.name)
        self._follow(page.get_by_role("button", name="Xem trước").click)
        self._follow(page.locator('button[name=act][value="schedule"]').click)
        expect(page.locator("main")).to_contain_text("Chờ tới")

    def seen(self, number: str, by: str = WATCHER) -> Seen:
        page = self._open(by, f"/ho-so/{number}?phan=nhat-ky")
        read = page.evaluate(READ, number)
        due = MOMENT.search(read["box"].partition("Hẹn trả")[2]) if "Hẹn trả" in read["box"] else None
        waiting = [text.removeprefix("Đang chờ: ") for text in read["waiting"]]
        family = read["facts"].partition("Hồ sơ liên thông")[2]
        return Seen(
            status=int(read["national"]),
            due=f"{due[1]} {due[2]}" if due else "",
            clock=read["clock"],
            why=read["box"],
            waits=tuple(text.partition(":")[0] for text in waiting),
            owners=" ".join(
                user for user, name in self.names.items() if any(name in text for text in waiting)
            ),
            paid=sum(map(_amount, read["paid"])),
            owed=sum(map(_amount, read["owed"])),
            log=tuple(KINDS.get(title, "") for title in read["log"]),
            papers=frozenset(href.rpartition("/")[2] for href in read["papers"]),
            children=tuple(dict.fromkeys(NUMBER.findall(family))),
        )

    def has_paper(self, user: str, number: str, code: str) -> bool:
        self._be(user)
        answer = self.page.context.request.get(f"{self.site}/ho-so/{number}/in/{code}/pdf")
        return answer.ok and answer.body().startswith(b"%PDF")

    def told(self, user: str) -> str:
        return self._open(user, "/thong-bao").locator("main").inner_text()

    def outside(self, number: str) -> str:
        return self._open("", f"/tra-cuu/{number}").locator("main").inner_text()

    def mails(self) -> list[tuple[str, str]]:
        return sent_by(self.sink)

    def time_works(self) -> None:
        work_off(self.platform)

    def faults(self) -> list[str]:
        return faults_of(self.platform)


def _amount(text: str) -> int:
    figures = re.sub(r"\D", "", text)
    return int(figures) if figures else 0
