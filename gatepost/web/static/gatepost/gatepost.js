// Starts the components that are better with a script; every page does its job without it.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// Can I…?: while somebody types, only those of the things below that fit are shown.
const search = document.querySelector("#q");
const list = document.querySelector("[data-gp-filter]");
if (search && list) {
  const items = [...list.querySelectorAll("li")];
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter((word) => word.length > 2);
    const fits = (item) => words.some((word) => item.dataset.words.includes(word));
    const anything = items.some(fits);
    for (const item of items) item.hidden = anything && !fits(item);
  });
}

// A folded question says what is chosen in it now.
for (const fold of document.querySelectorAll("[data-gp-chosen]")) {
  fold.addEventListener("change", () => {
    const chosen = [...fold.querySelectorAll("input:checked")].map((input) => input.labels[0].textContent.trim());
    fold.querySelector(".gp-fold__chosen").textContent = chosen.join(", ");
  });
}
