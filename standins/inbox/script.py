"""The page's only script: it looks for new mails; without it the page is reloaded by hand."""

SCRIPT = """\
"use strict";

const EVERY = 3000;

function renew(now, fresh) {
  if (now.innerHTML === fresh.innerHTML) return;
  // Nobody's half a reply is taken from under her hands.
  if (now.contains(document.activeElement) && document.activeElement.matches("input, select")) return;
  const href = now.contains(document.activeElement) && document.activeElement.getAttribute("href");
  now.replaceChildren(...fresh.childNodes);
  if (href) now.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const now of document.querySelectorAll("[data-live]")) {
      const then = fresh.getElementById(now.id);
      if (then) renew(now, then);
    }
    document.body.dataset.pane = fresh.body.dataset.pane;
  } catch {
    // The server was stopped: what is on the page stays.
  }
}

// scrollIntoView would also move the place from which Tab goes on.
function show(pane) {
  const current = pane.querySelector("[aria-current]");
  if (current) pane.scrollTop = current.offsetTop - (pane.clientHeight - current.offsetHeight) / 2;
}

setInterval(look, EVERY);
document.querySelectorAll("#recipients, #mails").forEach(show);
"""
