// Starts the program. Everything else is Rust.
import init from "./enishi_ui.js";

document.getElementById("stopped-reload").addEventListener("click", () => location.reload());

init({ module_or_path: new URL("./enishi_ui_bg.wasm", import.meta.url) }).catch((error) => {
  console.error(error);
  document.getElementById("stopped").hidden = false;
});
