// Beside each weight stands its number, and ranks answer while one moves it; without a script the button does.
import { Island } from "../../js/island.js";

/** A pause so long means that one looks at what came of it. */
const PAUSE = 200;

class WeightsLab extends Island {
  begin() {
    this.form = this.querySelector("form");
    this.hear = (event) => {
      if (event.target.type !== "range") return;
      event.target.nextElementSibling.value = event.target.value;
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.form.dispatchEvent(new Event("change", { bubbles: true })), PAUSE);
    };
    this.form.addEventListener("input", this.hear);
  }

  end() {
    clearTimeout(this.waiting);
    this.form?.removeEventListener("input", this.hear);
  }
}

customElements.define("weights-lab", WeightsLab);
