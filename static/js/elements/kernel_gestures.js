/**
 * The pointer over a kernel: drag up and down to change a weight, paint strokes, the wheel. One stroke number per gesture,
 * so that the page can undo a stroke as a whole.
 * @typedef {import("./kernel_input.js").Cell} Cell
 * @typedef {{grid: import("./kernel_grid.js").KernelGrid, canEdit: () => boolean, isPainting: () => boolean, brush: () => number,
 *   valueAt: (cell: Cell) => number, focused: () => Cell|null, select: (cell: Cell) => void,
 *   set: (cells: Cell[], value: number, stroke: number) => void, touched: (isTouch: boolean) => void}} Host
 */
import { cellsBetween, notch, stepped } from "./kernel_input.js";

/** A drag begins after DRAG_START_PX and adds a notch every NOTCH_PX; a wheel does so every WHEEL_PX. */
const DRAG_START_PX = 6;
const NOTCH_PX = 10;
const WHEEL_PX = 40;
/** Wheel turns further apart than this are separate strokes. */
const WHEEL_PAUSE_MS = 700;

/** @param {Host} host */
export function addGestures(host) {
  const element = host.grid.element;
  let stroke = 0;
  /** @type {{cell: Cell, y: number, value: number, isMoving: boolean, brush: number|null}|null} */
  let drag = null;
  let turned_px = 0;
  let turnedAt_ms = 0;

  element.addEventListener("pointerdown", (event) => {
    host.touched(event.pointerType === "touch");
    const cell = host.grid.cellAt(event);
    if (!cell || !host.canEdit()) return;
    const isPainting = host.isPainting();
    if (!isPainting && (event.button !== 0 || event.pointerType === "touch")) return;
    stroke += 1;
    const brush = isPainting ? (event.button === 2 ? 0 : host.brush()) : null;
    drag = { cell, y: event.clientY, value: host.valueAt(cell), isMoving: brush !== null, brush };
    if (brush === null) return;
    element.setPointerCapture(event.pointerId);
    host.select(cell);
    host.set([cell], brush, stroke);
  });

  element.addEventListener("pointermove", (event) => {
    if (event.buttons === 0) drag = null; // the button was let go outside
    if (!drag) return;
    if (drag.brush !== null) {
      const cell = host.grid.cellAt(event);
      if (!cell) return;
      const cells = cellsBetween(drag.cell, cell);
      if (cells.length === 0) return;
      drag.cell = cell;
      host.select(cell);
      host.set(cells, drag.brush, stroke);
      return;
    }
    const up_px = drag.y - event.clientY;
    if (!drag.isMoving && Math.abs(up_px) < DRAG_START_PX) return;
    if (!drag.isMoving) element.setPointerCapture(event.pointerId);
    drag.isMoving = true;
    element.classList.add("kernel-grid--dragging");
    host.set([drag.cell], stepped(drag.value, Math.trunc(up_px / NOTCH_PX) * notch(event)), stroke);
  });

  const end = () => {
    drag = null;
    element.classList.remove("kernel-grid--dragging");
  };
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
  element.addEventListener("lostpointercapture", end);
  element.addEventListener("contextmenu", (event) => {
    if (host.canEdit() && host.isPainting()) event.preventDefault();
  });

  element.addEventListener(
    "wheel",
    (event) => {
      const cell = host.grid.cellAt(event);
      const focused = host.focused();
      if (event.ctrlKey || !host.canEdit() || !cell || cell.row !== focused?.row || cell.col !== focused.col) return;
      event.preventDefault();
      if (event.timeStamp - turnedAt_ms > WHEEL_PAUSE_MS) {
        stroke += 1;
        turned_px = 0;
      }
      turnedAt_ms = event.timeStamp;
      // Shift turns the wheel sideways in some browsers; lines and pages count as one notch each
      const turn = -(event.deltaY || event.deltaX);
      turned_px += event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? turn : Math.sign(turn) * WHEEL_PX;
      const notches = Math.trunc(turned_px / WHEEL_PX);
      if (notches === 0) return;
      turned_px -= notches * WHEEL_PX;
      // a wheel click of 100 or 120 px is one notch, not three
      host.set([cell], stepped(host.valueAt(cell), Math.sign(notches) * notch(event)), stroke);
      if (Math.abs(turn) >= WHEEL_PX) turned_px = 0;
    },
    { passive: false },
  );
}
