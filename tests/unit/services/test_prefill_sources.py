"""Fields filled in from the agency, the officer and the applicant's earlier dossier; a summary told by an answer."""

from dataclasses import replace

import pytest
from tests.unit.services.proving import person

from motcua.cli.definitions import OPERATOR
from motcua.compiler.sources import split_documents
from motcua.services.definition_files import publish_documents
from motcua.services.editing import PublishWish
from motcua.services.intake_requests import DossierRequest, weigh
from motcua.services.receiving import receive

DEFINITIONS = """
kind: form
code: filled-in
name: Biểu mẫu điền sẵn
sections:
  - id: chung
    title: Thông tin
    fields:
      - {id: noi_dung, type: text, label: Nội dung, maps_to: dossier.summary}
      - {id: nghe_nghiep, type: text, label: Nghề nghiệp, prefill: earlier.nghe_nghiep}
      - {id: nguoi_nhan, type: text, label: Người nhận, prefill: officer.full_name}
      - {id: chuc_danh, type: text, label: Chức danh, prefill: officer.position}
      - {id: co_quan, type: text, label: Cơ quan, prefill: agency.name}
      - {id: cap_tren, type: text, label: Cơ quan cấp trên, prefill: agency.parent_name}
---
kind: procedure
code: "9.900002"
name: Thủ tục thử điền sẵn
extends: cap-xa-ho-tich
field_of_work: Hộ tịch
levels: [commune]
form: filled-in
process: marital-status
offers: [{id: tat-ca, time_limit: 3 working_days}]
checklist:
  - {id: giay-to-tuy-than, remove: true}
  - {id: don-de-nghi, remove: true}
effective_from: 2025-07-01
"""
WISH = DossierRequest(
    procedure="9.900002",
    agency="H88.31",
    applicant={
        "full_name": "Mai Thị Hồng Nhung",
        "identity_number": "001196012345",
        "birth_date": "1996-02-14",
        "sex": "nu",
        "phone": "0912345678",
    },
)


@pytest.fixture
def ready(province):
    publish_documents(
        province, OPERATOR, split_documents(DEFINITIONS, "thu.yaml"), PublishWish(province.today())
    )
    province.rules.refresh()
    return province


def answers(platform, request, actor):
    weighed = weigh(platform, request, actor)
    return weighed.evaluation.sheet.values


def test_agency_and_officer__are_filled_in_for_who_receives(ready):
    actor = person(ready, "motcua")
    found = answers(ready, WISH, actor)
    assert found["nguoi_nhan"] == actor.full_name
    assert found["chuc_danh"] == "Công chức một cửa"
    assert found["co_quan"] == ready.directory().agency("H88.31").name
    assert found["cap_tren"] == ready.directory().agency("H88").name


def test_what_was_typed__is_not_overwritten_and_an_emptied_field_stays_empty(ready):
    found = answers(
        ready, replace(WISH, answers={"nguoi_nhan": "Người khác", "co_quan": ""}), person(ready, "motcua")
    )
    assert found["nguoi_nhan"] == "Người khác"
    assert "co_quan" not in found


def test_somebody_who_does_not_receive__fills_in_no_officer(ready):
    assert "nguoi_nhan" not in answers(ready, WISH, None)
    assert "nguoi_nhan" not in answers(ready, WISH, person(ready, "thuly"))


def test_earlier_dossier_of_the_same_person__fills_in_what_it_said(ready):
    actor = person(ready, "motcua")
    assert "nghe_nghiep" not in answers(ready, WISH, actor)
    receive(ready, actor, replace(WISH, answers={"nghe_nghiep": "Giáo viên", "noi_dung": "Xin xác nhận"}))
    assert answers(ready, WISH, actor)["nghe_nghiep"] == "Giáo viên"
    stranger = {**WISH.applicant, "identity_number": "001196054321"}
    assert "nghe_nghiep" not in answers(ready, replace(WISH, applicant=stranger), actor)
    assert "nghe_nghiep" not in answers(ready, replace(WISH, agency="H88.32"), person(ready, "motcua2"))


def test_summary_nobody_wrote__is_told_by_the_field_that_feeds_it(ready):
    actor = person(ready, "motcua")
    told = replace(WISH, answers={"noi_dung": "Xin xác nhận"})
    assert weigh(ready, told, actor).request.summary == "Xin xác nhận"
    assert weigh(ready, replace(told, summary="Tự ghi"), actor).request.summary == "Tự ghi"
