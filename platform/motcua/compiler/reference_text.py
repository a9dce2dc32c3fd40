"""The reference of the definition language as Markdown, for the user guide."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.compiler.problem_codes import ProblemCode
from motcua.compiler.reference import KindPage, Part, Property, function_lines, pages, problem_lines
from motcua.kernel.problems import Severity

_SEVERITIES = {Severity.ERROR: "lỗi", Severity.WARNING: "cảnh báo", Severity.ADVICE: "lời khuyên"}
ABOUT = (
    "Mỗi quy định của tỉnh là một văn bản YAML có `kind` và `code`. Trang của từng loại ghi mọi mục được viết, "
    "một ví dụ đúng và một ví dụ sai."
)
ABOUT_EXPRESSIONS = (
    "Điều kiện, số lượng và số tiền là biểu thức CEL trên `form` (câu trả lời), `applicant` (người nộp) và "
    "`dossier` (hồ sơ). Số chưa trả lời là 0, chữ là trống, đúng/sai là false, danh sách là rỗng. Điều gì tính từ "
    "một ngày chưa có, hoặc chia cho 0, thì không đúng cũng không sai: điều kiện đó không được coi là đạt."
)
SIGNS = (
    "Phép: `&&` và, `||` hoặc, `!` không, `==` `!=` `<` `<=` `>` `>=`, `in`, `+ - * /`, `a ? b : c`; "
    "`x.all(r, …)`, `x.exists(r, …)`, `x.filter(r, …)`, `x.map(r, …)`; `has(form.x)` là đã trả lời; "
    "`x.contains('…')`, `x.startsWith('…')`, `x.endsWith('…')`, `x.matches('…')`."
)
NOTE = "<!-- Trang này sinh ra từ khuôn của ngôn ngữ: `make language-pages`. Đừng sửa tay. -->"


def written_pages() -> dict[str, str]:
    """Every page by file name: one a kind, the functions, the problems, and the index."""
    found = {f"{page.kind}.md": _kind_page(page) for page in pages()}
    found["bieu-thuc.md"] = _functions()
    found["ma-loi.md"] = _problems()
    found["README.md"] = _index()
    return found


def _index() -> str:
    lines = [NOTE, "", "# Ngôn ngữ định nghĩa", ""]
    lines += [ABOUT, ""]
    lines += [
        "| loại | dùng để |",
        "| --- | --- |",
    ]
    lines += [f"| [{page.title}]({page.kind}.md) (`{page.kind}`) | {page.description} |" for page in pages()]
    lines += ["", "Xem thêm: [biểu thức](bieu-thuc.md), [mã lỗi và lời nhắc](ma-loi.md).", ""]
    return "\n".join(lines)


def _kind_page(page: KindPage) -> str:
    lines = [NOTE, "", f"# {page.title} (`kind: {page.kind}`)", "", page.description, ""]
    for part in page.parts:
        lines += _part(part)
    lines += ["## Ví dụ đúng", "", "```yaml", page.good.text.rstrip("\n"), "```", ""]
    lines += [
        "## Ví dụ sai",
        "",
        f"Báo [{page.bad.code}](ma-loi.md#{page.bad.code.lower()}): {page.bad.why}.",
        "",
    ]
    lines += ["```yaml", page.bad.text.rstrip("\n"), "```", ""]
    return "\n".join(lines)


def _part(part: Part) -> Iterator[str]:
    if part.id:
        yield f'<a id="{_anchor(part.id)}"></a>'
        yield ""
    yield f"## {part.title} (`{part.id}`)" if part.id else "## Các mục"
    yield ""
    yield "| mục | giá trị | ý nghĩa |"
    yield "| --- | --- | --- |"
    for one in part.properties:
        yield f"| `{one.name}`{' **bắt buộc**' if one.required else ''} | {_value(one)} | {_meaning(one)} |"
    yield ""


def _value(one: Property) -> str:
    words = one.kind
    if one.part:
        words += f" [{one.part}](#{_anchor(one.part)})"
    if one.refers:
        words += f", mã của một `{one.refers}`"
    if one.choices:
        words += ": " + ", ".join(f"`{choice}`" for choice in one.choices)
    return words


def _anchor(part: str) -> str:
    return part.replace("_", "-")


def _meaning(one: Property) -> str:
    default = f" Mặc định `{one.default}`." if one.default else ""
    return f"**{_cell(one.title)}.** {_cell(one.description)}{default}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _functions() -> str:
    lines = [NOTE, "", "# Biểu thức", ""]
    lines += [ABOUT_EXPRESSIONS, "", SIGNS, ""]
    lines += [
        "| hàm | cho ra | ý nghĩa | ví dụ |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{one.call}` | {one.gives} | {_cell(one.meaning)} | `{_cell(one.example)}` |"
        for one in function_lines()
    ]
    return "\n".join([*lines, ""])


def _problems() -> str:
    lines = [NOTE, "", "# Mã lỗi và lời nhắc", ""]
    lines += ["Chỉ lỗi ngăn công bố; cảnh báo và lời khuyên để người soạn cân nhắc.", ""]
    for one in problem_lines():
        lines += _problem(one)
    return "\n".join(lines)


def _problem(one: ProblemCode) -> Iterator[str]:
    yield f"## {one.code}"
    yield ""
    yield f"**{one.title}** ({_SEVERITIES[one.severity]}). {one.meaning}"
    yield ""
    yield f"Cách sửa: {one.remedy}"
    yield ""
    if one.bad:
        yield f"Sai:\n\n```yaml\n{one.bad}\n```\n\nĐúng:\n\n```yaml\n{one.good}\n```"
        yield ""
