from motcua.catalog.differences import differences


def test_entries__are_compared_by_id() -> None:
    old = {
        "name": "Cấp giấy",
        "levels": ["commune"],
        "offers": [{"channels": ["counter"], "time_limit": "7 working_days"}, {"channels": ["post"]}],
        "fees": [{"id": "le-phi", "amount": 15_000, "name": "Lệ phí"}],
        "outside_competence": True,
    }
    new = {
        "name": "Cấp giấy xác nhận",
        "levels": ["commune"],
        "offers": [{"channels": ["counter"], "time_limit": "5 working_days"}],
        "fees": [{"id": "phi", "amount": 15_000, "name": "Phí"}],
    }
    assert [(one.path, one.old, one.new) for one in differences(old, new)] == [
        ("/name", "Cấp giấy", "Cấp giấy xác nhận"),
        ("/offers/any@counter/time_limit", "7 working_days", "5 working_days"),
        ("/offers/any@post", "any@post", None),
        ("/fees/le-phi", "Lệ phí", None),
        ("/fees/phi", None, "Phí"),
        ("/outside_competence", "có", None),
    ]


def test_equal_records__have_no_differences() -> None:
    assert (
        differences({"name": "a", "texts": [{"title": "t"}]}, {"texts": [{"title": "t"}], "name": "a"}) == ()
    )
