/**
 * The one bubble of the page. It explains whatever has `data-tip="text"`, on hover and on keyboard focus, stays while the pointer
 * is on it, goes with Escape (WCAG 1.4.13), and is named by `aria-describedby` while it is open.
 */

const patience = 350;
const margin = 8;

export function mountTooltip() {
  const found = document.getElementById("tooltip");
  if (!found || !("showPopover" in found)) return;
  const bubble = found;
  /** @type {HTMLElement|null} */
  let owner = null;
  let timer = 0;

  /** @param {EventTarget|null} target */
  const explained = (target) =>
    target instanceof Element ? /** @type {HTMLElement|null} */ (target.closest("[data-tip]")) : null;

  /** @param {HTMLElement} element @param {boolean} isNamed */
  const describe = (element, isNamed) => {
    const ids = new Set((element.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
    if (isNamed) ids.add(bubble.id);
    else ids.delete(bubble.id);
    if (ids.size > 0) element.setAttribute("aria-describedby", [...ids].join(" "));
    else element.removeAttribute("aria-describedby");
  };

  const hide = () => {
    clearTimeout(timer);
    if (!owner) return;
    describe(owner, false);
    owner = null;
    if (bubble.matches(":popover-open")) bubble.hidePopover();
  };

  /** @param {HTMLElement} element */
  const show = (element) => {
    if (owner === element) return;
    hide();
    const text = element.dataset.tip;
    if (!text || !element.isConnected) return;
    owner = element;
    bubble.textContent = text;
    bubble.showPopover();
    place(bubble, element.getBoundingClientRect());
    // Where the bubble only repeats the name of the control, a screen reader has heard it already.
    if (text !== element.getAttribute("aria-label")) describe(element, true);
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (event.target instanceof Node && bubble.contains(event.target)) {
      clearTimeout(timer);
      return;
    }
    const element = explained(event.target);
    if (element === owner && owner) {
      clearTimeout(timer);
      return;
    }
    clearTimeout(timer);
    if (element) timer = window.setTimeout(() => show(element), owner ? 60 : patience);
    else if (owner) timer = window.setTimeout(hide, 120);
  });
  document.documentElement.addEventListener("pointerleave", hide);
  document.addEventListener("pointerdown", hide);
  document.addEventListener("focusin", (event) => {
    const element = explained(event.target);
    if (element && event.target instanceof Element && event.target.matches(":focus-visible")) {
      // A menu that closes gives the focus back while it is closing, when no other popover may open.
      clearTimeout(timer);
      timer = window.setTimeout(() => show(element), 0);
    } else hide();
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", hide, { capture: true, passive: true });
  document.addEventListener(
    "keydown",
    (event) => {
      // The first Escape closes the bubble only, not the dialog behind it.
      if (event.key === "Escape" && owner) {
        hide();
        event.preventDefault();
        event.stopPropagation();
      }
    },
    { capture: true },
  );
}

/**
 * Above the element where there is room, else below it, never over the edge of the screen.
 * @param {HTMLElement} bubble
 * @param {DOMRect} at
 */
function place(bubble, at) {
  bubble.style.left = "0px";
  bubble.style.top = "0px";
  const { width, height } = bubble.getBoundingClientRect();
  const centred = at.left + at.width / 2 - width / 2;
  const left = Math.max(margin, Math.min(centred, innerWidth - width - margin));
  const above = at.top - height - margin;
  const top = above >= margin ? above : Math.min(at.bottom + margin, innerHeight - height - margin);
  bubble.style.left = `${left}px`;
  bubble.style.top = `${top}px`;
}
