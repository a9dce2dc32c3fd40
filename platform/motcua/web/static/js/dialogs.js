// Dialogs the server left open (a question to answer again, or the page without script) become modal ones.
import { openDialog } from "./keys.js";

for (const dialog of document.querySelectorAll("dialog[data-open-now]")) {
  dialog.close();
  openDialog(dialog.id);
}
