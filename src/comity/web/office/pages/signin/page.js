// Passkeys: asks the office for options, lets the browser's passkey answer, and sends the answer as the form's own field.
import { createPasskey, getPasskey } from "../../js/keys.js";

const act = { get: getPasskey, create: createPasskey };

/** Which of the form's sentences tells an error. */
const told = ({ name }) => ({ InvalidStateError: "known", Refused: "refused", TypeError: "none", SecurityError: "none" })[name] ?? "stopped";

async function answer(button) {
  const { form } = button;
  const trouble = form.querySelector(".trouble");
  trouble.hidden = true;
  button.disabled = true;
  try {
    if (!navigator.credentials) throw new TypeError();
    const asked = await fetch(button.dataset.options, {
      method: "POST",
      headers: { accept: "application/json", "x-comity-form": button.dataset.form },
    });
    if (!asked.ok) {
      const { error, remedy } = await asked.json().catch(() => ({}));
      if (error) trouble.dataset.said = `${error} ${remedy}`;
      throw Object.assign(new Error(), { name: "Refused" });
    }
    form.elements.answer.value = JSON.stringify(await act[button.dataset.passkey](await asked.json()));
    form.submit();
  } catch (error) {
    trouble.textContent = trouble.dataset.said ?? trouble.dataset[told(error)];
    trouble.hidden = false;
    button.disabled = false;
    button.focus();
  }
}

for (const button of document.querySelectorAll("button[data-passkey]")) {
  button.hidden = false;
  button.addEventListener("click", () => answer(button));
  // Enter in the field beside it does what the button does.
  button.form.addEventListener("submit", (event) => {
    event.preventDefault();
    button.click();
  });
}

// Back from a provider: the form goes on by itself.
document.querySelector("form#last")?.submit();
