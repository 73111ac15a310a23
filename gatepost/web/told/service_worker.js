// Shows messages and opens their links. It keeps no page and no data.
const HOME = "/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

function said(data) {
  try {
    return data.json();
  } catch {
    return { title: "Gatepost", body: "There is something new for you in Gatepost.", link: HOME };
  }
}

self.addEventListener("push", (event) => {
  const { title, body, link } = said(event.data);
  event.waitUntil(self.registration.showNotification(title, { body, data: { link } }));
});

// A message leads to this server and nowhere else, whatever stands in it.
function within(link) {
  try {
    const there = new URL(link, self.location.origin);
    return there.origin === self.location.origin ? there.href : HOME;
  } catch {
    return HOME;
  }
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(within(event.notification.data?.link ?? HOME)));
});
