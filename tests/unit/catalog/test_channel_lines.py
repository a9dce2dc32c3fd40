from motcua.catalog.parsers.channel_lines import ChannelLine, split_channel_lines

HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"


def test_flattened_lines__come_apart() -> None:
    text = (
        f"{HEAD}Trực tuyến5 Ngày làm việc10 USD(/lần)Qua Cổng dịch vụ công."
        "Dịch vụ bưu chính7 NgàyMiễn phíTrực tiếpKhông có thông tin50,000 Việt Nam Đồng(a (b) c)Nộp tại quầy"
    )
    assert split_channel_lines(text) == (
        ChannelLine("Trực tuyến", "5 Ngày làm việc", "10 USD(/lần)", "Qua Cổng dịch vụ công."),
        ChannelLine("Dịch vụ bưu chính", "7 Ngày", "Miễn phí", ""),
        ChannelLine("Trực tiếp", "Không có thông tin", "50,000 Việt Nam Đồng(a (b) c)", "Nộp tại quầy"),
    )


def test_channel_words_in_a_description__start_no_line() -> None:
    lines = split_channel_lines(f"{HEAD}Trực tiếp3Miễn phíNộp Trực tiếp tại Trung tâm hoặc Trực tuyến")
    assert [line.channel for line in lines] == ["Trực tiếp"]


def test_limit_and_fee_glued__belong_to_neither() -> None:
    assert split_channel_lines(f"{HEAD}Trực tiếp1200 VNĐ(x)") == (
        ChannelLine("Trực tiếp", "", "", "", glued="1200 VNĐ(x)"),
    )


def test_ordinary_text__gives_no_lines() -> None:
    assert split_channel_lines("Nộp hồ sơ trực tiếp hoặc trực tuyến") == ()
