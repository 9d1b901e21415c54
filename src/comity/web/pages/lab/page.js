// Beside each weight stands its number, and ranks answer while one moves it; without a script the button does.
import { Island } from "../../js/island.js";

/** So long a pause shows what came of a weight, and so long a one means that it is set: then it is a step that Back undoes. */
const [GLANCE, SET] = [120, 450];

class WeightsLab extends Island {
  begin() {
    this.form = this.querySelector("form");
    this.hear = (event) => {
      if (event.target.type !== "range" || !event.isTrusted) return;
      if (event.type === "change") {
        event.stopPropagation();
        this.later(SET, true);
      } else {
        event.target.nextElementSibling.value = event.target.value;
        this.later(GLANCE, false);
      }
    };
    for (const name of ["input", "change"]) this.addEventListener(name, this.hear, { capture: true });
  }

  /** Asks anew after a pause; a weight that is still being moved leaves the history as it is. */
  later(pause, set) {
    const wait = (step, then) => setTimeout(() => {
      this.form.setAttribute("hx-push-url", String(step));
      this.form.dispatchEvent(new Event("change"));
      this.form.setAttribute("hx-push-url", "true");
      then?.();
    }, pause);
    clearTimeout(this.setting);
    if (set) this.setting = wait(true, () => clearTimeout(this.glancing));
    else {
      clearTimeout(this.glancing);
      this.glancing = wait(false);
    }
  }

  end() {
    clearTimeout(this.glancing);
    clearTimeout(this.setting);
    for (const name of ["input", "change"]) this.removeEventListener(name, this.hear, { capture: true });
  }
}

customElements.define("weights-lab", WeightsLab);
