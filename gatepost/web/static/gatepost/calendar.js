// The calendar: a post of one's own is dragged to another day, or carried there with the arrow keys. Without this, “Move to…” does it.
const calendar = document.querySelector("[data-gp-calendar]");
const form = document.querySelector("[data-gp-move]");
const said = document.querySelector("[data-gp-said]");
const days = [...calendar.querySelectorAll("[data-gp-on]")];
const posts = [...calendar.querySelectorAll("[data-gp-post]")];
const isGrid = window.matchMedia("(min-width: 40.0625em)"); // on a phone the days are a list
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

let target = null; // the day above which a post is held

const dayOf = (post) => post.closest("[data-gp-on]");
const isPast = (day) => "gpPast" in day.dataset;
const say = (words) => { said.textContent = words; };

function hold(day) {
  if (target) target.classList.remove("gp-calendar__day--target");
  target = day;
  if (target) target.classList.add("gp-calendar__day--target");
}

function put(post, day) {
  form.action = post.dataset.gpPost;
  form.elements.on.value = day.dataset.gpOn;
  form.elements.hour.value = post.dataset.gpHour;
  form.submit();
}

function carry(post, steps) {
  const day = days[days.indexOf(target ?? dayOf(post)) + steps];
  if (!day) return say("That day is not on this page. Use “Move to…” for it.");
  if (isPast(day)) return say(`${day.dataset.gpDay} has passed.`);
  hold(day === dayOf(post) ? null : day);
  return say(target ? `${day.dataset.gpDay}, ${post.dataset.gpHour}. Press Enter to move the post there, Escape to leave it.` : "Back on its own day.");
}

function onKey(event) {
  const post = event.currentTarget;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key in STEPS && isGrid.matches) carry(post, STEPS[event.key]);
  else if (event.key === "Enter" && target) put(post, target);
  else if (event.key === "Escape" && target) { hold(null); say("The post stays where it is."); }
  else return;
  event.preventDefault();
}

for (const post of posts) {
  post.addEventListener("keydown", onKey);
  post.addEventListener("focusout", () => hold(null));
  post.draggable = true;
  for (const link of post.querySelectorAll("a")) link.draggable = false;
  post.addEventListener("dragstart", (event) => {
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", post.id);
  });
  post.addEventListener("dragend", () => hold(null));
}

for (const day of days) {
  day.addEventListener("dragover", (event) => {
    if (isPast(day)) return;
    event.preventDefault();
    if (target !== day) hold(day);
  });
  day.addEventListener("drop", (event) => {
    const post = posts.find((one) => one.id === event.dataTransfer.getData("text/plain"));
    if (!post || dayOf(post) === day) return;
    event.preventDefault();
    put(post, day);
  });
}

if (posts.length) document.querySelector("[data-gp-how]").hidden = false;

// After a move, one goes on where the post is now; later than the browser, which goes to the place and focuses nothing.
const moved = posts.find((post) => `#${post.id}` === window.location.hash);
if (moved) window.addEventListener("load", () => setTimeout(() => moved.querySelector("a").focus()));
