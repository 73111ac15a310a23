// Says so when a passkey did not work: the browser itself only closes its window.
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  for (const trouble of document.querySelectorAll('[data-passkey-trouble]')) trouble.hidden = false
})
