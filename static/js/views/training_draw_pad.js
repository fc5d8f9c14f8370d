/** The drawing pad: strokes with mouse, finger, pen or keyboard; every change tells the strokes. */
import { drawPad } from "../draw/training_pad.js";
import { readTheme } from "../draw/theme.js";
import { t } from "../i18n/messages.js";
import { make, setText } from "./dom.js";

/** @typedef {import("../geometry/training_ink.js").Point} Point */

const SIDE = 280;
/** One press of an arrow key, with Shift a small one. */
const STEP = 1 / 28;

/** @param {(strokes: readonly Point[][]) => void} changed */
export function makePad(changed) {
  const attributes = { width: SIDE * 2, height: SIDE * 2, tabindex: "0", role: "application", "aria-label": t("pad.canvas") };
  const canvas = make("canvas", { class: "pad__canvas", ...attributes });
  const invitation = make("p", { class: "pad__invitation", text: t("pad.invitation"), "aria-hidden": "true" });
  const said = make("p", { class: "visually-hidden", role: "status" });
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.setTransform(2, 0, 0, 2, 0, 0);
  /** @type {Point[][]} */
  let strokes = [];
  /** @type {number|null} the pointer that draws */
  let pointer = null;
  /** @type {Point} where the keyboard's pen is */
  let pen = { x: 0.5, y: 0.25 };
  let isDown = false;
  let isKeyed = false;

  function paint() {
    invitation.hidden = strokes.length > 0;
    drawPad(ctx, SIDE, { strokes, pen: isKeyed ? pen : null, isDown }, readTheme());
  }

  function tell() {
    paint();
    changed(strokes);
  }

  /** @param {PointerEvent} event @returns {Point} */
  function pointOf({ clientX, clientY }) {
    const box = canvas.getBoundingClientRect();
    return { x: within((clientX - box.left) / box.width), y: within((clientY - box.top) / box.height) };
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || pointer !== null) return;
    canvas.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    isKeyed = false;
    isDown = false;
    strokes = [...strokes, [pointOf(event)]];
    tell();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    // All that the hand did since the last frame, not only where it is now.
    const moves = event.getCoalescedEvents();
    extend((moves.length > 0 ? moves : [event]).map(pointOf));
  });
  for (const type of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(type, (event) => {
      if (event instanceof PointerEvent && event.pointerId === pointer) pointer = null;
    });
  }

  /** @param {readonly Point[]} points */
  function extend(points) {
    const last = strokes.at(-1);
    if (!last) return;
    let end = last[last.length - 1];
    const added = points.filter((point) => {
      if (Math.hypot(point.x - end.x, point.y - end.y) < 0.004) return false;
      end = point;
      return true;
    });
    if (added.length === 0) return;
    strokes = [...strokes.slice(0, -1), [...last, ...added]];
    tell();
  }

  canvas.addEventListener("keydown", (event) => {
    if (event.altKey || (event.ctrlKey && event.key.toLowerCase() !== "z")) return;
    if (!act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.addEventListener("blur", () => {
    isKeyed = false;
    isDown = false;
    paint();
  });

  /** @param {KeyboardEvent} event */
  function act({ key, shiftKey, ctrlKey, metaKey }) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    if (way) {
      const by = shiftKey ? STEP / 2 : STEP * 1.5;
      pen = { x: within(pen.x + way[0] * by), y: within(pen.y + way[1] * by) };
      isKeyed = true;
      if (isDown) extend([pen]);
    } else if (key === " ") {
      isDown = !isDown;
      isKeyed = true;
      if (isDown) {
        strokes = [...strokes, [pen]];
        tell();
      }
    } else if (key === "Backspace" || ((ctrlKey || metaKey) && key.toLowerCase() === "z")) undo();
    else if (key === "Delete") clear();
    else return false;
    paint();
    if (way || key === " ") setText(said, t(isDown ? "pad.pen.down" : "pad.pen.up", { row: Math.round(pen.y * 28), col: Math.round(pen.x * 28) }));
    return true;
  }

  function undo() {
    isDown = false;
    if (strokes.length === 0) return;
    strokes = strokes.slice(0, -1);
    tell();
  }

  function clear() {
    isDown = false;
    if (strokes.length === 0) return;
    strokes = [];
    tell();
  }

  paint();
  return { element: make("div", { class: "pad__sheet" }, [canvas, invitation, said]), undo, clear, paint, isEmpty: () => strokes.length === 0 };
}

/** @param {number} share */
function within(share) {
  return Math.min(1, Math.max(0, share));
}
