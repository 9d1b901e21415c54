// Makes a software key: in this browser, sealed by a passphrase that is never sent. What is sent is the public half, the sealed
// private one, and a signature that shows that both belong together.
import { fromBase64, isStrong, makeSoftwareKey, pae, unlockAndSign } from "../../js/keys.js";

const KEY = "application/vnd.comity.key+json";
const form = document.querySelector("#make-key");
const [button, passphrase, again, making] = ["make", "passphrase", "again", "making"].map((id) => document.getElementById(id));
const trouble = form.querySelector(".trouble");

function tell(code, field) {
  trouble.textContent = trouble.dataset[code] ?? trouble.dataset.other;
  trouble.hidden = false;
  making.hidden = true;
  button.disabled = false;
  field?.focus();
}

async function make() {
  trouble.hidden = true;
  if (!isStrong(passphrase.value)) return tell("short", passphrase);
  if (passphrase.value !== again.value) return tell("differ", again);
  button.disabled = true;
  making.hidden = false;
  try {
    const made = await makeSoftwareKey(passphrase.value);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", fromBase64(made.public)));
    const key = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const { office, person, organisation } = button.dataset;
    // In the order of RFC 8785; all of it is ASCII, so that it is the canonical form.
    const payload = JSON.stringify({ _type: "comity/key/v1", key, office, organisation, person });
    const proof = await unlockAndSign(made.wrapped, passphrase.value, pae(KEY, new TextEncoder().encode(payload)));
    form.elements.public.value = made.public;
    form.elements.wrapped.value = JSON.stringify(made.wrapped);
    form.elements.proof.value = JSON.stringify(proof);
    passphrase.value = again.value = "";
    form.submit();
  } catch (error) {
    tell(error.code, button);
  }
}

button.hidden = false;
button.addEventListener("click", make);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  button.click();
});
