// The YAML editor and the side-by-side view of the studio, bundled into static/vendor/codemirror/codemirror.js.
import { EditorState, Compartment } from "@codemirror/state";
import {
  EditorView, keymap, lineNumbers, highlightActiveLine, highlightActiveLineGutter, drawSelection,
  highlightSpecialChars, rectangularSelection, hoverTooltip,
} from "@codemirror/view";
import {
  defaultKeymap, history, historyKeymap, indentWithTab, undo, redo, undoDepth, redoDepth, isolateHistory,
} from "@codemirror/commands";
import {
  HighlightStyle, syntaxHighlighting, foldGutter, foldKeymap, indentOnInput, indentUnit, bracketMatching,
} from "@codemirror/language";
import { yaml } from "@codemirror/lang-yaml";
import { lintGutter, setDiagnostics, nextDiagnostic, forEachDiagnostic } from "@codemirror/lint";
import { search, searchKeymap, highlightSelectionMatches } from "@codemirror/search";
import { autocompletion, completionKeymap, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { tags } from "@lezer/highlight";

const PHRASES = {
  "Find": "Tìm", "Replace": "Thay bằng", "next": "tiếp", "previous": "trước", "all": "tất cả",
  "match case": "phân biệt hoa thường", "by word": "cả từ", "regexp": "biểu thức", "replace": "thay",
  "replace all": "thay hết", "close": "đóng", "current match": "chỗ đang tìm thấy", "on line": "ở dòng",
  "replaced match on line $": "đã thay ở dòng $", "replaced $ matches": "đã thay $ chỗ", "Go to line": "Đến dòng",
  "go": "đến", "Diagnostics": "Chỗ cần sửa", "No diagnostics": "Không còn chỗ cần sửa",
  "Folded lines": "Dòng đã gập", "Unfolded lines": "Dòng đã mở", "Fold line": "Gập", "Unfold line": "Mở",
  "folded code": "phần đã gập", "unfold": "mở", "to": "đến", "Completions": "Gợi ý",
  "Control character": "Ký tự điều khiển", "Selection deleted": "Đã xóa phần chọn",
  "$ unchanged lines": "$ dòng không đổi", "Revert this chunk": "Trả lại đoạn này", "Accept": "Nhận", "Reject": "Bỏ",
};

const colors = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "#1d4e9e" },
  { tag: [tags.string, tags.content, tags.special(tags.string)], color: "#14603a" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword, tags.typeName, tags.labelName], color: "#7a4b00" },
  { tag: [tags.comment, tags.lineComment], color: "#5a6676" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "#434e5e" },
  { tag: tags.invalid, color: "#9b1c1c" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "#fff", color: "#16202e", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none", boxShadow: "inset 0 0 0 2px #1d4e9e" },
  ".cm-scroller": { fontFamily: "var(--mc-font-code)", lineHeight: "20px" },
  ".cm-gutters": { backgroundColor: "#fff", color: "#5a6676", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "#eef3fb" },
  ".cm-selectionMatch": { backgroundColor: "#dbe6f7" },
  ".cm-tooltip": {
    backgroundColor: "#fff", border: "1px solid #c6cdd8", borderRadius: "6px", fontFamily: "var(--mc-font)",
    fontSize: "13px", lineHeight: "20px", maxWidth: "460px",
  },
  ".cm-diagnostic": { padding: "6px 12px", whiteSpace: "pre-line" },
  ".cm-diagnostic-error": { borderLeftColor: "#bf2a22" },
  ".cm-diagnostic-warning": { borderLeftColor: "#b26a00" },
  ".cm-diagnostic-info": { borderLeftColor: "#3b74c6" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy #bf2a22", textUnderlineOffset: "3px" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy #b26a00", textUnderlineOffset: "3px" },
  ".cm-lintRange-info": { backgroundImage: "none", textDecoration: "underline wavy #3b74c6", textUnderlineOffset: "3px" },
  ".cm-lintRange-active": { backgroundColor: "#fcf0d6" },
  ".cm-lint-marker": { content: "none", width: "10px", height: "10px", marginTop: "5px" },
  ".cm-lint-marker-error": { content: "none", backgroundColor: "#bf2a22", borderRadius: "50%" },
  ".cm-lint-marker-warning": { content: "none", borderBottom: "10px solid #b26a00", borderLeft: "5px solid transparent", borderRight: "5px solid transparent", width: "0", height: "0" },
  ".cm-lint-marker-info": { content: "none", border: "2px solid #3b74c6", borderRadius: "2px" },
  ".cm-panels": { backgroundColor: "#f5f6f8", color: "#16202e", fontFamily: "var(--mc-font)" },
  ".cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label": { fontSize: "13px" },
});

function setup(nonce, readOnly) {
  return [
    nonce ? EditorView.cspNonce.of(nonce) : [],
    EditorState.phrases.of(PHRASES),
    lineNumbers(), highlightSpecialChars(), drawSelection(), rectangularSelection(),
    indentUnit.of("  "), bracketMatching(), EditorView.lineWrapping,
    yaml(), syntaxHighlighting(colors), look,
    EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly),
  ];
}

/** Character offset of a 1-based line and column, kept inside the document. */
function offset(doc, line, column) {
  const row = doc.line(Math.min(Math.max(line || 1, 1), doc.lines));
  return Math.min(row.from + Math.max((column || 1) - 1, 0), row.to);
}

function toDiagnostic(doc, problem) {
  const from = offset(doc, problem.line, problem.column);
  let to = problem.end_line || problem.end_column
    ? offset(doc, problem.end_line || problem.line, problem.end_column || 1)
    : doc.lineAt(from).to;
  if (to <= from) to = Math.min(from + 1, doc.length);
  return {
    from: Math.min(from, to), to, source: problem.code || undefined,
    severity: ["error", "warning", "info"].includes(problem.severity) ? problem.severity : "error",
    message: problem.remedy ? `${problem.message}\nCách sửa: ${problem.remedy}` : problem.message,
  };
}

function tooltip(found) {
  if (!found) return null;
  return {
    pos: found.from, end: found.to, above: true,
    create() {
      const dom = document.createElement("div");
      dom.className = "cm-diagnostic";
      const title = document.createElement("b");
      title.textContent = found.title;
      dom.append(title);
      if (found.text) dom.append(document.createElement("br"), found.text);
      return { dom };
    },
  };
}

/**
 * Puts an editor in place of a textarea; the textarea keeps the text, so a plain POST still works.
 * Options: nonce (CSP), label, readOnly, onChange(text), keys [{key, run}], complete(context) -> completion result,
 * hover(state, position) -> {from, to, title, text} or null, onCursor(position) when the cursor was moved.
 */
export function createYamlEditor(textarea, options = {}) {
  const { nonce = "", label = "", readOnly = textarea.readOnly, onChange = null, keys = [], complete = null } = options;
  const { hover = null, onCursor = null } = options;
  const editable = new Compartment();
  const view = new EditorView({
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        keymap.of(keys.map(({ key, run }) => ({ key, preventDefault: true, run: () => { run(); return true; } }))),
        setup(nonce, false), editable.of(EditorState.readOnly.of(readOnly)),
        highlightActiveLine(), highlightActiveLineGutter(), foldGutter(), lintGutter(), history(), indentOnInput(),
        closeBrackets(), highlightSelectionMatches(), search({ top: true }),
        autocompletion(complete ? { override: [complete] } : {}),
        hover ? hoverTooltip((current, position) => tooltip(hover(current.state, position))) : [],
        keymap.of([
          ...closeBracketsKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap,
          ...defaultKeymap, indentWithTab,
        ]),
        EditorView.contentAttributes.of({ "aria-label": label || "Văn bản YAML", spellcheck: "false" }),
        EditorView.updateListener.of((update) => {
          if (update.selectionSet && !update.docChanged && onCursor) onCursor(update.state.selection.main.head);
          if (!update.docChanged) return;
          textarea.value = update.state.doc.toString();
          if (onChange) onChange(textarea.value);
        }),
      ],
    }),
  });
  textarea.hidden = true;
  textarea.after(view.dom);
  return {
    view,
    getValue: () => view.state.doc.toString(),
    setValue(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    /** Another text as the smallest change, one step of undoing; the cursor and the view stay where they are. */
    replaceText(text) {
      const old = view.state.doc.toString();
      if (old === text) return;
      let from = 0;
      while (from < old.length && from < text.length && old[from] === text[from]) from += 1;
      let back = 0;
      while (back < old.length - from && back < text.length - from && old[old.length - 1 - back] === text[text.length - 1 - back]) back += 1;
      view.dispatch({
        changes: { from, to: old.length - back, insert: text.slice(from, text.length - back) },
        annotations: isolateHistory.of("full"), userEvent: "input.form",
      });
    },
    undo: () => undo(view),
    redo: () => redo(view),
    depths: () => [undoDepth(view.state), redoDepth(view.state)],
    /** Marks a line without taking the focus. */
    reveal(line) {
      const at = offset(view.state.doc, line, 1);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    },
    setReadOnly(value) {
      view.dispatch({ effects: editable.reconfigure(EditorState.readOnly.of(value)) });
    },
    setProblems(problems) {
      const located = problems.filter((problem) => problem.line);
      view.dispatch(setDiagnostics(view.state, located.map((problem) => toDiagnostic(view.state.doc, problem))));
    },
    problemCount() {
      let count = 0;
      forEachDiagnostic(view.state, () => { count += 1; });
      return count;
    },
    nextProblem() { view.focus(); return nextDiagnostic(view); },
    goTo(line, column = 1) {
      const at = offset(view.state.doc, line, column);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
    },
    replaceRange(problem, text) {
      const found = toDiagnostic(view.state.doc, problem);
      view.dispatch({ changes: { from: found.from, to: found.to, insert: text } });
    },
    focus() { view.focus(); },
    destroy() { textarea.hidden = false; view.destroy(); },
  };
}

/** Shows two texts side by side (or merged in one column when `unified`), with unchanged stretches folded. */
export function createDiffView(parent, before, after, options = {}) {
  const { nonce = "", unified = false } = options;
  const collapseUnchanged = { margin: 3, minSize: 6 };
  if (unified) {
    return new EditorView({
      parent, doc: after,
      extensions: [setup(nonce, true), unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged })],
    });
  }
  return new MergeView({
    parent, collapseUnchanged, gutter: true,
    a: { doc: before, extensions: setup(nonce, true) },
    b: { doc: after, extensions: setup(nonce, true) },
  });
}
