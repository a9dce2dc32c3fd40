// Makes one tree of elements look like another without losing what somebody is typing: the focused control keeps its
// value while it differs from what the server knew, everything else follows the new tree.
function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.dataset.key || node.dataset.field || node.id || "" : "";
}

function same(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName && keyOf(one) === keyOf(other);
}

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}

function values(old, fresh, keep) {
  if (keep(old)) return;
  if (old instanceof HTMLInputElement) {
    if (old.type === "checkbox") old.checked = fresh.hasAttribute("checked");
    else old.value = fresh.getAttribute("value") || "";
  } else if (old instanceof HTMLTextAreaElement) old.value = fresh.value;
  else if (old instanceof HTMLSelectElement) old.value = fresh.value;
}

/** keep(control) says that a control is being typed in, so that its value stays. */
export function morph(old, fresh, keep) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  attributes(old, fresh);
  if (!(old instanceof HTMLTextAreaElement)) children(old, fresh, keep);
  values(old, fresh, keep);
}

function children(old, fresh, keep) {
  const keyed = new Map([...old.children].map((child) => [keyOf(child), child]).filter(([key]) => key));
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const key = keyOf(wanted);
    const known = key ? keyed.get(key) : null;
    if (known && same(known, wanted)) {
      if (known !== at) old.insertBefore(known, at); else at = at.nextSibling;
      morph(known, wanted, keep);
    } else if (at && same(at, wanted) && !keyOf(at)) {
      const next = at.nextSibling;
      morph(at, wanted, keep);
      at = next;
    } else old.insertBefore(wanted, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}
