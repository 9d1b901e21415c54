// What one sees is what one signs: the digest is made anew from the bytes, and the fields are made anew and held against those that
// are shown. Only then a key is asked. The bytes stand in the page as base64, so that no reader of HTML changes them.
import { KeyTrouble, fromBase64, pae, signWithPasskey, unlockAndSign } from "../../js/keys.js";

/** As comity.oversight.keys.fields has it. */
const HIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

const visible = (text) =>
  text.replace(HIDDEN, (mark) => `⟨U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

/** Every field by its place (RFC 6901), as it is shown. */
function* fields(value, place = "") {
  const parts = value !== null && typeof value === "object" ? Object.entries(value) : [];
  for (const [name, part] of parts) yield* fields(part, `${place}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  if (!parts.length) yield [place, visible(typeof value === "string" ? value : JSON.stringify(value))];
}

/** Gives the bytes, once they are what is shown and what the page says that they are. */
async function looked(statement) {
  if (!globalThis.crypto?.subtle) throw new KeyTrouble("insecure");
  try {
    return await held(statement);
  } catch {
    throw new KeyTrouble("differs");
  }
}

async function held(statement) {
  const bytes = fromBase64(statement.dataset.payload);
  const digest = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  const due = [...fields(JSON.parse(text))];
  const shown = new Map(Array.from(statement.querySelectorAll("[data-field]"), (one) => [one.dataset.field, one.textContent]));
  const same = due.length === shown.size && due.every(([place, said]) => shown.get(place) === said);
  const raw = statement.querySelector("#bytes").textContent === visible(text);
  // The address names what one came to sign; that of a review the office made just now.
  const meant = statement.dataset.type !== "application/vnd.comity.record+json" || location.pathname.split("/")[2] === digest;
  if (!same || !raw || !meant || digest !== statement.dataset.digest) throw new Error("differs");
  return bytes;
}

async function signed(form, statement) {
  const bytes = pae(statement.dataset.type, await looked(statement));
  const { value: keyid, dataset } = form.elements.key.selectedOptions[0];
  if (dataset.kind === "software") {
    const field = form.querySelector("input[type=password]");
    const passphrase = field.value;
    field.value = "";
    return unlockAndSign(JSON.parse(dataset.wrapped), passphrase, bytes);
  }
  const { sig, authenticatorData, clientDataJSON } = await signWithPasskey([dataset.credential], statement.dataset.rp, bytes);
  return { keyid, sig, authenticatorData, clientDataJSON };
}

function begin(form, statement) {
  const button = form.querySelector("button");
  const label = button.textContent;
  const trouble = form.querySelector("#trouble");
  const passphrase = form.querySelector("#passphrase");
  const choose = () => (passphrase.hidden = form.elements.key.selectedOptions[0]?.dataset.kind !== "software");
  form.elements.key.addEventListener("change", choose);
  choose();
  document.querySelector("#unready").hidden = true;
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    trouble.hidden = true;
    button.disabled = true;
    button.textContent = button.dataset.busy;
    try {
      form.elements.signature.value = JSON.stringify(await signed(form, statement));
      form.submit();
    } catch (error) {
      trouble.textContent = trouble.dataset[error.code] ?? trouble.dataset.stopped;
      trouble.hidden = false;
      button.disabled = false;
      button.textContent = label;
      button.focus();
    }
  });
}

const form = document.querySelector("form#sign");
const statement = document.querySelector("#statement");
if (form && statement) begin(form, statement);
