// Completion and hover of the YAML editor from the schema of the kind: names, fixed choices, codes of what is named.
const OWN_IDS = new Set(["variants", "alternatives", "proof", "to", "same_as", "not_same_person_as", "phase", "field", "documents", "path"]);

function target(schema, node) {
  if (!node?.$ref) return node || null;
  const found = schema.$defs?.[node.$ref.split("/").pop()];
  return found ? { ...found, ...node } : null;
}

/** The names above a line of block style, innermost last; a dash opens an entry of a list. */
export function pathAbove(lines, at, indent) {
  const path = [];
  let limit = indent;
  for (let row = at; row >= 0 && limit > 0; row -= 1) {
    const found = /^(\s*)(- +)?(?:("[^"]*"|'[^']*'|[^\s#:"'][^:#]*):(?:\s|$))?/.exec(lines[row]);
    if (!found || (!found[3] && !found[2])) continue;
    const dash = found[1].length;
    const column = dash + (found[2] || "").length;
    if (found[3] && column < limit) { path.unshift(found[3].replace(/["']/g, "")); limit = column; }
    if (found[2] && dash < limit) { path.unshift("-"); limit = dash + 0.5; }
  }
  return path;
}

/** Names opened by braces before a position of a line, as `{given: {received` gives `given`. */
function flowNames(before) {
  const names = [];
  let key = "";
  let word = "";
  for (const sign of before) {
    if (sign === "{" || sign === "[") { names.push(key || "-"); key = ""; word = ""; }
    else if (sign === "}" || sign === "]") { names.pop(); key = ""; word = ""; }
    else if (sign === ":") { key = word.trim(); word = ""; }
    else if (sign === ",") { key = ""; word = ""; }
    else word += sign;
  }
  return { names, key };
}

export class Words {
  constructor(answer) {
    this.schema = answer.schema;
    this.overlay = answer.overlay;
    this.words = answer.words;
    this.units = answer.units;
    this.known = answer.known;
    this.fields = answer.fields;
  }

  /** What the schema says at a path of names and dashes. */
  node(path) {
    let node = this.schema;
    for (const segment of path) {
      node = target(this.schema, node);
      if (!node) return null;
      if (node.type === "array") {
        node = target(this.schema, node.items);
        if (segment === "-") continue;
      }
      node = node?.properties?.[segment] || (node === this.schema ? this.overlay[segment] : null)
        || (typeof node?.additionalProperties === "object" ? node.additionalProperties : null);
    }
    return target(this.schema, node);
  }

  names(path) {
    let node = this.node(path);
    if (node?.type === "array") node = target(this.schema, node.items);
    const found = { ...(node?.properties || {}) };
    if (!path.length) Object.assign(found, this.overlay);
    return Object.entries(found).map(([name, child]) => [name, target(this.schema, child) || child]);
  }

  /** Values that may stand at a path, each with its words. */
  values(path, text) {
    let node = this.node(path);
    if (node?.type === "array") node = target(this.schema, node.items);
    const name = [...path].reverse().find((part) => part !== "-") || "";
    if (!node) return [];
    const choices = node.enum || (node.type === "boolean" ? ["true", "false"] : []);
    const words = this.words[name] || this.words[{ level: "levels", like: "day" }[name]] || {};
    if (choices.length) return choices.map((value) => [String(value), words[value] || ""]);
    if (node["x-type"] === "time_limit") return Object.entries(this.units).map(([unit, title]) => [["same_day", "immediate"].includes(unit) ? unit : `3 ${unit}`, title]);
    const refers = node["x-refers"] === "same" ? this.schema.$id?.replace(".json", "") : node["x-refers"];
    if (refers && this.known[refers]) return this.known[refers];
    if (OWN_IDS.has(name)) return [...new Set([...text.matchAll(/(?:^|[\s{,-])id:\s*["']?([\w.-]+)/g)].map((found) => found[1]))].map((id) => [id, ""]);
    return [];
  }

  /** Where a position stands: the path of names above it and what was begun there. */
  place(doc, position) {
    const line = doc.lineAt(position);
    const lines = doc.toString().split("\n");
    const before = line.text.slice(0, position - line.from);
    const found = /^(\s*)((?:- +)*)(?:("[^"]*"|'[^']*'|[^\s#:"'{[][^:#{[]*):(\s+|$))?(.*)$/.exec(before);
    const indent = found[1].length + found[2].length;
    const path = pathAbove(lines, line.number - 2, found[2] ? found[1].length + 0.5 : indent);
    if (found[2]) path.push("-");
    const flow = flowNames(found[5]);
    if (found[3]) path.push(found[3].replace(/["']/g, ""));
    if (flow.names.length) {
      const inside = flow.names.filter((name) => name);
      path.push(...inside);
      return { path: flow.key ? [...path, flow.key] : path, value: Boolean(flow.key) || inside.at(-1) === "-" };
    }
    return { path, value: Boolean(found[3]) || (Boolean(found[2]) && !this.names(path).length) };
  }

  complete(context) {
    const word = context.matchBefore(/[\w.@+-]*/);
    if (!context.explicit && word.from === word.to && !/[:\s[{,-]$/.test(context.state.sliceDoc(Math.max(0, word.from - 1), word.from))) return null;
    const { path, value } = this.place(context.state.doc, word.from);
    const options = value
      ? this.values(path, context.state.doc.toString()).map(([code, words]) => ({ label: code, detail: words, type: "constant" }))
      : this.names(path).map(([name, node]) => ({ label: name, detail: node.title || "", info: node.description || undefined, type: "property", apply: `${name}: ` }));
    return options.length ? { from: word.from, options, validFor: /^[\w.@+-]*$/ } : null;
  }

  hover(state, position) {
    const line = state.doc.lineAt(position);
    const before = line.text.slice(0, position - line.from);
    const start = before.length - /[\w.-]*$/.exec(before)[0].length;
    const word = /^[\w.-]+/.exec(line.text.slice(start))?.[0];
    if (!word) return null;
    const end = start + word.length;
    const isName = /^\s*:(\s|$)/.test(line.text.slice(end));
    const place = this.place(state.doc, line.from + start);
    const range = { from: line.from + start, to: line.from + end };
    if (isName) {
      const node = this.node([...place.path, word]) || this.overlay[word];
      return node?.title ? { ...range, title: node.title, text: node.description || "" } : null;
    }
    const found = this.values(place.path, "").find(([value]) => value === word);
    return found?.[1] ? { ...range, title: found[1], text: word } : null;
  }
}
