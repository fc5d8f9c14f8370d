/**
 * The marks layer over the pictures: the window in teal, its taps, its padding hatched, the pixel it makes. Every line carries
 * a halo of the opposite lightness, so it is seen on any picture. Reads no DOM.
 *
 * @typedef {import("./theme.js").Theme} Theme
 * @typedef {import("../geometry/viewport.js").Rect} Rect
 * @typedef {import("../geometry/stage_layout.js").StageLayout} StageLayout
 * @typedef {import("../geometry/stage_layout.js").Pane} Pane
 * @typedef {import("../geometry/window_marks.js").WindowMarks} WindowMarks
 * @typedef {{pixel: Rect, isPinned: boolean, window: WindowMarks|null}} StageMarks in world coordinates
 * @typedef {CanvasRenderingContext2D|OffscreenCanvasRenderingContext2D} Context
 * @typedef {(rect: Rect) => Rect} Project
 */
import { onStage } from "../geometry/stage_layout.js";

/** A window smaller than this gets a ring around it, to be found at all. */
const LOCATOR_BELOW_PX = 12;
const LOCATOR_RADIUS_PX = 17;
const GRID_FROM_PX = 8;
const HATCH_PX = 7;

/**
 * @param {Context} ctx in device pixels
 * @param {StageLayout} layout
 * @param {StageMarks|null} marks
 * @param {Theme} theme
 */
export function drawMarks(ctx, layout, marks, theme) {
  ctx.setTransform(layout.ratio, 0, 0, layout.ratio, 0, 0);
  ctx.clearRect(0, 0, layout.size.width, layout.size.height);
  if (marks === null) return;
  if (layout.arrangement === "slider") {
    // One place for both: the window belongs to the picture and the pixel to the result, wherever the divider is.
    const pane = layout.panes[0];
    within(ctx, pane.view, () => {
      const project = projection(layout, pane);
      drawWindow(ctx, project, pane.view, marks, theme);
      drawPixel(ctx, project(marks.pixel), theme);
      drawLocator(ctx, project, marks, theme);
    });
    return;
  }
  for (const pane of layout.panes) {
    within(ctx, pane.clip, () => {
      const project = projection(layout, pane);
      if (pane.role === "source") drawWindow(ctx, project, pane.view, marks, theme);
      else drawPixel(ctx, project(marks.pixel), theme);
      drawLocator(ctx, project, marks, theme);
    });
  }
}

/** @param {StageLayout} layout @param {Pane} pane @returns {Project} */
function projection(layout, pane) {
  return (rect) => onStage(layout, pane, rect);
}

/** @param {Context} ctx @param {Rect} clip @param {() => void} paint */
function within(ctx, clip, paint) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(clip.left, clip.top, clip.width, clip.height);
  ctx.clip();
  paint();
  ctx.restore();
}

/** @param {Context} ctx @param {Project} project @param {Rect} view @param {StageMarks} marks @param {Theme} theme */
function drawWindow(ctx, project, view, { window, isPinned }, theme) {
  if (window === null) return;
  const outline = keptIn(project(window.outline), view);
  for (const part of window.padding) hatch(ctx, project(part), theme);
  if (window.taps.length > 1 && project(window.taps[0]).width >= GRID_FROM_PX) {
    ctx.beginPath();
    for (const tap of window.taps) trace(ctx, project(tap), 0);
    lines(ctx, theme, 1, 0.75);
  }
  ctx.beginPath();
  trace(ctx, outline, 1);
  lines(ctx, theme, 2, 1);
  if (window.hover !== null) drawTap(ctx, project, window.hover, theme);
  if (isPinned && outline.width >= LOCATOR_BELOW_PX) pin(ctx, outline.left + outline.width + 1, outline.top - 1, theme);
}

/** @param {Context} ctx @param {Project} project @param {import("../geometry/window_marks.js").TapMark} hover @param {Theme} theme */
function drawTap(ctx, project, { tap, origin }, theme) {
  const cell = project(tap);
  if (origin !== null) {
    // The padding shows a copy: a line leads to the pixel it was taken from.
    const from = project(origin);
    ctx.setLineDash([5, 4]);
    ctx.beginPath();
    ctx.moveTo(cell.left + cell.width / 2, cell.top + cell.height / 2);
    ctx.lineTo(from.left + from.width / 2, from.top + from.height / 2);
    trace(ctx, from, 0);
    lines(ctx, theme, 2, 1);
    ctx.setLineDash([]);
  }
  if (cell.width < 4) {
    ctx.beginPath();
    ctx.arc(cell.left + cell.width / 2, cell.top + cell.height / 2, 4, 0, 2 * Math.PI);
    disc(ctx, theme);
    return;
  }
  ctx.beginPath();
  trace(ctx, cell, 1);
  lines(ctx, theme, 4, 1);
}

/**
 * The pixel of the result: black and white, so that it is not taken for the window.
 * @param {Context} ctx
 * @param {Rect} cell
 * @param {Theme} theme
 */
function drawPixel(ctx, cell, theme) {
  const x = cell.left + cell.width / 2;
  const y = cell.top + cell.height / 2;
  if (Math.min(cell.width, cell.height) < 8) {
    ctx.fillStyle = theme.paper;
    ctx.fillRect(x - 3.5, y - 3.5, 7, 7);
    ctx.fillStyle = theme.ink;
    ctx.fillRect(x - 2, y - 2, 4, 4);
    return;
  }
  const inset = cell.width >= 20 ? 3 : 1.5;
  ctx.beginPath();
  trace(ctx, cell, -inset);
  ctx.lineJoin = "round";
  ctx.strokeStyle = theme.paper;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 2;
  ctx.stroke();
}

/** @param {Context} ctx @param {Project} project @param {StageMarks} marks @param {Theme} theme */
function drawLocator(ctx, project, { window, pixel, isPinned }, theme) {
  const rect = project(window?.outline ?? pixel);
  if (Math.max(rect.width, rect.height) >= LOCATOR_BELOW_PX) return;
  const x = rect.left + rect.width / 2;
  const y = rect.top + rect.height / 2;
  ctx.beginPath();
  ctx.arc(x, y, LOCATOR_RADIUS_PX, 0, 2 * Math.PI);
  lines(ctx, theme, 2, 1);
  if (isPinned) pin(ctx, x + LOCATOR_RADIUS_PX * Math.SQRT1_2, y - LOCATOR_RADIUS_PX * Math.SQRT1_2, theme);
}

/** The knob of a pinned pixel. @param {Context} ctx @param {number} x @param {number} y @param {Theme} theme */
function pin(ctx, x, y, theme) {
  ctx.beginPath();
  ctx.arc(x, y, 5, 0, 2 * Math.PI);
  disc(ctx, theme);
}

/**
 * An edge on the view's own edge would be half cut off: it is drawn just inside.
 * @param {Rect} rect
 * @param {Rect} view
 * @returns {Rect}
 */
function keptIn(rect, view) {
  const [left, right] = edges(rect.left, rect.left + rect.width, view.left, view.left + view.width);
  const [top, bottom] = edges(rect.top, rect.top + rect.height, view.top, view.top + view.height);
  return { left, top, width: right - left, height: bottom - top };
}

/** @param {number} start @param {number} end @param {number} from @param {number} to */
function edges(start, end, from, to) {
  const near = 3;
  return [Math.abs(start - from) < near ? from + near : start, Math.abs(end - to) < near ? to - near : end];
}

/** @param {Context} ctx @param {Rect} rect @param {Theme} theme */
function hatch(ctx, rect, theme) {
  ctx.save();
  ctx.beginPath();
  trace(ctx, rect, 0);
  ctx.clip();
  ctx.fillStyle = theme.windowSoft;
  ctx.fillRect(rect.left, rect.top, rect.width, rect.height);
  ctx.beginPath();
  const start = Math.floor((rect.left - rect.height) / HATCH_PX) * HATCH_PX;
  for (let x = start; x < rect.left + rect.width; x += HATCH_PX) {
    ctx.moveTo(x, rect.top + rect.height);
    ctx.lineTo(x + rect.height, rect.top);
  }
  ctx.strokeStyle = theme.window;
  ctx.lineWidth = 1.5;
  ctx.stroke();
  ctx.restore();
}

/** @param {Context} ctx @param {Rect} rect @param {number} out pixels outwards */
function trace(ctx, rect, out) {
  ctx.rect(rect.left - out, rect.top - out, rect.width + 2 * out, rect.height + 2 * out);
}

/** Strokes the path in teal on its halo. @param {Context} ctx @param {Theme} theme @param {number} width @param {number} alpha */
function lines(ctx, theme, width, alpha) {
  ctx.globalAlpha = alpha;
  ctx.lineJoin = "miter";
  ctx.strokeStyle = theme.paper;
  ctx.lineWidth = width + 2;
  ctx.stroke();
  ctx.strokeStyle = theme.window;
  ctx.lineWidth = width;
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** @param {Context} ctx @param {Theme} theme */
function disc(ctx, theme) {
  ctx.fillStyle = theme.window;
  ctx.fill();
  ctx.strokeStyle = theme.paper;
  ctx.lineWidth = 1.5;
  ctx.stroke();
}
