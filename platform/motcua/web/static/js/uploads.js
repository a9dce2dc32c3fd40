// Uploads files one by one with their progress: form[data-upload] to the dossier, [data-take-url] into a form being filled.
import { csrfToken } from "./notices.js";

/** Sends one file; resolves with the JSON answer, rejects with the sentence of what went wrong. */
function send(url, body, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-Requested-With", "motcua");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* a page instead of an answer */ }
      if (request.status < 300) resolve(answer);
      else if (request.status === 413) reject(new Error("Tệp lớn quá mức cho phép. Quét lại ở 200 dpi, hoặc tách thành nhiều tệp."));
      else reject(new Error(answer.problem || "Chưa tải lên được. Tải lại trang rồi thử lại."));
    });
    request.addEventListener("error", () => reject(new Error("Mất kết nối khi tải tệp. Kiểm tra mạng rồi chọn lại tệp.")));
    request.send(body);
  });
}

/** What went wrong with files stays said, by the place it belongs to, however often that part of the page is drawn anew. */
const said = new Map();

function forget(key) {
  for (const row of said.get(key)?.rows || []) row.remove();
  said.delete(key);
}

function keepSaid(key, placeOf, row) {
  if (!said.has(key)) said.set(key, { placeOf, rows: [] });
  said.get(key).rows.push(row);
}

document.addEventListener("mc:drawn", () => {
  for (const { placeOf, rows } of said.values()) for (const row of rows) if (!row.isConnected) placeOf()?.append(row);
});

/** A line with a bar. The part of the page it stands in may be drawn again meanwhile, so its place is looked up each time. */
function line(placeOf, name, key) {
  const row = document.createElement("div");
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Đang tải ${name}`);
  row.append(bar, ` ${name}`);
  const stay = () => { if (!row.isConnected) placeOf()?.append(row); };
  stay();
  return {
    progress: (part) => { stay(); bar.value = part; },
    done: () => row.remove(),
    failed: (text) => { stay(); row.textContent = text; row.className = "err"; row.setAttribute("role", "alert"); if (key) keepSaid(key, placeOf, row); },
  };
}

async function upload(files, placeOf, bodyOf, url, each, key = "") {
  forget(key);
  let failed = 0;
  for (const file of files) {
    const shown = line(placeOf, file.name, key);
    try {
      each(await send(url, bodyOf(file), shown.progress));
      shown.done();
    } catch (error) {
      failed += 1;
      shown.failed(`${file.name}: ${error.message}`);
    }
  }
  return failed;
}

document.addEventListener("change", async (event) => {
  const form = event.target instanceof HTMLInputElement && event.target.type === "file" ? event.target.closest("form[data-upload]") : null;
  if (!form) return;
  const place = form.closest(".paper-files")?.querySelector("[data-upload-state]") || form;
  place.replaceChildren();
  const body = (file) => {
    const data = new FormData(form);
    data.delete("file");
    data.append("file", file);
    return data;
  };
  const files = [...event.target.files];
  const failed = await upload(files, () => place, body, form.action, () => {});
  event.target.value = "";
  if (!failed) window.location.reload();
});

/** In a form that is being filled: the keys of what was uploaded become hidden fields, so that the draft keeps them. */
document.addEventListener("change", async (event) => {
  const input = event.target instanceof HTMLInputElement && event.target.matches("[data-take-url]") ? event.target : null;
  if (!input) return;
  event.stopPropagation();
  const { field, takeUrl } = input.dataset;
  const place = () => document.querySelector(`[data-take-url][data-field="${CSS.escape(field)}"]`)?.closest("[data-uploads]");
  const state = () => place()?.querySelector("[data-upload-state]");
  state()?.replaceChildren();
  const body = (file) => {
    const data = new FormData();
    data.append("file", file);
    return data;
  };
  const files = [...input.files];
  input.value = "";
  await upload(files, state, body, takeUrl, (answer) => {
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = field;
    hidden.value = answer.key;
    hidden.dataset.pending = "1";
    // beside the part that is drawn again: an answer that is under way knows nothing of this file yet
    (place()?.closest("form") || document.querySelector("form[data-counter]")).append(hidden);
    const box = place()?.closest("[data-paper]")?.querySelector('input[type="checkbox"]');
    if (box && !box.checked) box.checked = true;
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  }, field);
});

/** What the page now shows by itself need not be kept beside it any longer. */
document.addEventListener("mc:drawn", () => {
  for (const pending of document.querySelectorAll("input[data-pending]")) {
    const twins = [...document.getElementsByName(pending.name)].filter((one) => one !== pending && one.value === pending.value);
    if (twins.length) pending.remove();
  }
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-forget-upload]") : null;
  if (!button) return;
  const form = button.closest("form");
  const place = button.closest("[data-uploads]");
  for (const hidden of place.querySelectorAll('input[type="hidden"]')) if (hidden.value === button.dataset.forgetUpload) hidden.remove();
  button.closest(".file-line")?.remove();
  form?.dispatchEvent(new Event("change", { bubbles: true }));
});
document.documentElement.classList.add("js");
