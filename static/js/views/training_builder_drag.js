/** A row that follows the pointer; the others show where it would land, and nothing changes before it is let go. */
import { moved, placeAt } from "../geometry/reorder.js";

/** A press that moves less than this is a click. */
const DRAG_PX = 6;
/** So near to the edge of what scrolls, it scrolls. */
const EDGE_PX = 36;

/**
 * @param {{down: PointerEvent, from: number, items: readonly HTMLElement[], drop: (to: number) => void, began: () => void}} drag
 *   items: all rows in their order
 */
export function startDrag({ down, from, items, drop, began }) {
  const item = items[from];
  if (!item || items.length < 2) return;
  const scroller = scrollerOf(item);
  const top = scroller.scrollTop;
  const boxes = items.map((one) => one.getBoundingClientRect());
  const order = items.map((_, index) => index);
  const stop = new AbortController();
  const { signal } = stop;
  let to = from;
  let isDragging = false;

  /** @param {boolean} isDropped */
  function finish(isDropped) {
    stop.abort();
    for (const one of items) {
      one.style.transform = "";
      one.classList.remove("layer--dragged");
    }
    item.parentElement?.classList.remove("layers--dragging");
    if (isDropped && isDragging && to !== from) drop(to);
  }

  /** @param {PointerEvent} event */
  function follow(event) {
    const distance = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
    if (!isDragging && distance < DRAG_PX) return;
    if (!isDragging) {
      isDragging = true;
      began();
      item.classList.add("layer--dragged");
      item.parentElement?.classList.add("layers--dragging");
    }
    const frame = scroller.getBoundingClientRect();
    if (event.clientY > Math.min(frame.bottom, innerHeight) - EDGE_PX) scroller.scrollTop += EDGE_PX / 3;
    if (event.clientY < Math.max(frame.top, 0) + EDGE_PX) scroller.scrollTop -= EDGE_PX / 3;
    const scrolled = scroller.scrollTop - top;
    to = placeAt(boxes, boxes[from].left + boxes[from].width / 2, event.clientY + scrolled);
    moved(order, from, to).forEach((index, place) => {
      if (index !== from) items[index].style.transform = `translateY(${shift(boxes, index, place, from)}px)`;
    });
    item.style.transform = `translateY(${event.clientY - down.clientY + scrolled}px)`;
  }

  window.addEventListener("pointermove", follow, { signal });
  window.addEventListener("pointerup", () => finish(true), { signal });
  window.addEventListener("pointercancel", () => finish(false), { signal });
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    finish(false);
  }, { signal });
}

/**
 * Rows are not equally high: whoever makes room moves by the height of the one that comes.
 * @param {readonly DOMRect[]} boxes
 * @param {number} index
 * @param {number} place
 * @param {number} from
 */
function shift(boxes, index, place, from) {
  if (index === place) return 0;
  const gap = boxes.length > 1 ? boxes[1].top - boxes[0].bottom : 0;
  return Math.sign(place - index) * (boxes[from].height + gap);
}

/** @param {HTMLElement} item @returns {Element} */
function scrollerOf(item) {
  for (let one = item.parentElement; one; one = one.parentElement) {
    if (one.scrollHeight > one.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(one).overflowY)) return one;
  }
  return document.scrollingElement ?? document.documentElement;
}
