"""What is due again and again, how often, and what does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from motcua.services.customers import learn_all
from motcua.services.file_scanning import scan_waiting
from motcua.services.file_sweep import sweep_files
from motcua.services.reorganization_work import carry_out_due
from motcua.services.report_exports import sweep_report_files
from motcua.services.report_mailing import mail_reports
from motcua.services.runtime import Platform
from motcua.services.step_work import carry_on
from motcua.services.timed_work import lapse_supplements, remind, tidy


@dataclass(frozen=True, slots=True)
class TimedTask:
    """A task by the name of its row; ``run`` says in Vietnamese what it did and may run twice."""

    kind: str
    title: str
    every: timedelta
    run: Callable[[Platform], str]


TIMETABLE: Mapping[str, TimedTask] = MappingProxyType(
    {
        task.kind: task
        for task in (
            TimedTask("remind", "Nhắc hồ sơ sắp đến hạn, quá hạn", timedelta(minutes=5), remind),
            TimedTask(
                "lapse_supplements", "Đóng hồ sơ quá hạn bổ sung", timedelta(minutes=10), lapse_supplements
            ),
            TimedTask("learn_customers", "Ghi nhớ khách hàng", timedelta(minutes=2), learn_all),
            TimedTask("carry_on", "Bước tự động, hẹn giờ, hồ sơ con", timedelta(minutes=1), carry_on),
            TimedTask("reorganize", "Sắp xếp đơn vị tới ngày hiệu lực", timedelta(minutes=1), carry_out_due),
            TimedTask("scan_files", "Quét mã độc tệp đang chờ", timedelta(minutes=1), scan_waiting),
            TimedTask("sweep_files", "Dọn tệp không thuộc hồ sơ nào", timedelta(hours=24), sweep_files),
            TimedTask("mail_reports", "Gửi báo cáo theo lịch", timedelta(minutes=5), mail_reports),
            TimedTask("sweep_reports", "Dọn tệp báo cáo cũ", timedelta(hours=24), sweep_report_files),
            TimedTask("tidy", "Dọn việc đã xong", timedelta(hours=24), tidy),
        )
    }
)
"""Every timed task by kind."""
