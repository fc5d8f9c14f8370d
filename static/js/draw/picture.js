/**
 * The base layer: the picture and its filtered self, each in its own place. Reads no DOM.
 *
 * @typedef {import("./theme.js").Theme} Theme
 * @typedef {import("./pixels.js").ExactBlock} ExactBlock
 * @typedef {import("../geometry/stage_layout.js").StageLayout} StageLayout
 * @typedef {import("../geometry/stage_layout.js").Pane} Pane
 * @typedef {import("../geometry/viewport.js").Rect} Rect
 * @typedef {import("../geometry/placement.js").Placed} Placed
 * @typedef {ImageBitmap|HTMLCanvasElement|OffscreenCanvas} Raster
 * @typedef {{image: Raster, placed: Placed, exact: ExactBlock|null}} Plate a picture as drawn; `exact` replaces what it covers
 * @typedef {CanvasRenderingContext2D|OffscreenCanvasRenderingContext2D} Context
 */
import { onStage, paintedWorld } from "../geometry/stage_layout.js";
import { cellRect, cellsRect, pictureRect, pixelsIn } from "../geometry/placement.js";
import { drawNumbers, exactRaster } from "./pixels.js";

/** From this scale on, what is seen is pixels: their exact values are drawn, not those of a compressed picture. */
export const EXACT_FROM_SCALE = 6;
/** A cell of this many screen pixels has room for its numbers. */
export const NUMBERS_FROM_PX = 40;

/**
 * @param {Context} ctx in device pixels
 * @param {StageLayout} layout
 * @param {{source: Plate, result: Plate|null}} plates
 * @param {Theme} theme
 */
export function drawPictures(ctx, layout, plates, theme) {
  ctx.setTransform(layout.ratio, 0, 0, layout.ratio, 0, 0);
  ctx.fillStyle = theme.paper;
  ctx.fillRect(0, 0, layout.size.width, layout.size.height);
  for (const pane of layout.panes) {
    const { clip } = pane;
    ctx.save();
    ctx.beginPath();
    ctx.rect(clip.left, clip.top, clip.width, clip.height);
    ctx.clip();
    ctx.fillStyle = theme.stage;
    ctx.fillRect(clip.left, clip.top, clip.width, clip.height);
    const plate = plates[pane.role];
    if (plate !== null) drawPlate(ctx, layout, pane, plate, theme);
    drawFrame(ctx, onStage(layout, pane, pictureRect(plates.source.placed)), theme);
    ctx.restore();
  }
}

/** @param {Context} ctx @param {StageLayout} layout @param {Pane} pane @param {Plate} plate @param {Theme} theme */
function drawPlate(ctx, layout, pane, { image, placed, exact }, theme) {
  const seen = paintedWorld(layout, pane);
  const block = seen === null ? null : pixelsIn(placed, seen);
  if (block === null) return;
  const cell = onStage(layout, pane, cellRect(placed.placement, 0, 0));
  const cellPx = Math.min(cell.width, cell.height);
  ctx.imageSmoothingEnabled = cellPx < 2;
  ctx.imageSmoothingQuality = "medium";
  if (cellPx < 1) {
    paste(ctx, image, null, onStage(layout, pane, pictureRect(placed)));
  } else {
    // Only the pixels in view: a whole picture at 96 times its size is more than some browsers can place precisely.
    const xRatio = image.width / placed.width;
    const yRatio = image.height / placed.height;
    const part = { left: block.col * xRatio, top: block.row * yRatio, width: block.width * xRatio, height: block.height * yRatio };
    paste(ctx, image, part, onStage(layout, pane, cellsRect(placed.placement, block)));
  }
  if (exact === null || layout.viewport.scale < EXACT_FROM_SCALE) return;
  ctx.imageSmoothingEnabled = false;
  paste(ctx, exactRaster(exact), null, onStage(layout, pane, cellsRect(placed.placement, exact)));
  if (cellPx >= NUMBERS_FROM_PX) {
    drawNumbers(ctx, exact, block, (row, col) => onStage(layout, pane, cellRect(placed.placement, row, col)), theme);
  }
}

/** @param {Context} ctx @param {Raster} image @param {Rect|null} part @param {Rect} to */
function paste(ctx, image, part, to) {
  const from = part ?? { left: 0, top: 0, width: image.width, height: image.height };
  ctx.drawImage(image, from.left, from.top, from.width, from.height, to.left, to.top, to.width, to.height);
}

/**
 * The input picture's border, so that a result that lost or gained a rim shows how much.
 * @param {Context} ctx
 * @param {Rect} rect
 * @param {Theme} theme
 */
function drawFrame(ctx, rect, theme) {
  ctx.strokeStyle = theme.line2;
  ctx.lineWidth = 1;
  ctx.strokeRect(rect.left - 0.5, rect.top - 0.5, rect.width + 1, rect.height + 1);
}
