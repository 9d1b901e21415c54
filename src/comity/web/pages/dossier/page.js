// What the measures say comes when it is computed: whoever does not want to wait for it stops it, and has the link.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-stop]");
  if (!button) return;
  const part = button.closest("section");
  part.dispatchEvent(new Event("htmx:abort"));
  part.querySelector("a").focus();
});
