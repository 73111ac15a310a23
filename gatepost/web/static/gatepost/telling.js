// Adds this browser to the devices on which somebody is told. What it gives is sent with an ordinary form.
const form = document.querySelector("[data-gp-push]");
const button = form.querySelector("button");
const said = document.querySelector("[data-gp-push-said]");
const say = (words) => { said.textContent = words; };

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") {
    say("This browser does not allow messages from Gatepost. Allow them in its settings for this site, then try again.");
    return;
  }
  const worker = await navigator.serviceWorker.register("/service-worker.js", { scope: "/" });
  await navigator.serviceWorker.ready;
  const key = bytes(form.dataset.gpPush);
  const there = await worker.pushManager.getSubscription();
  if (there) await there.unsubscribe(); // it may have been made with another key
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  form.elements.subscription.value = JSON.stringify(made);
  form.submit();
}

if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  form.hidden = false;
  say("");
  form.addEventListener("submit", (event) => {
    if (form.elements.subscription.value) return;
    event.preventDefault();
    button.disabled = true;
    subscribe()
      .catch(() => say("This browser could not be added: its service for messages did not answer. Try again later."))
      .finally(() => { button.disabled = false; });
  });
}
