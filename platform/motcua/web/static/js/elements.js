// Elements made by scripts.
export function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** A Bootstrap icon beside words that say the same. */
export function icon(name) {
  const mark = element("i", `bi bi-${name}`);
  mark.setAttribute("aria-hidden", "true");
  return mark;
}
