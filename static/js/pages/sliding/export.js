/** What can be taken away from the Sliding window page: a still, the animation, a file that plays by itself, text. */
import { frameSvg } from "../../draw/frame_svg.js";
import { readTheme } from "../../draw/theme.js";
import { frameOf, playOrder } from "../../geometry/frame.js";
import { t } from "../../i18n/messages.js";
import { SYMBOLS } from "../../views/sliding_words.js";

/** @typedef {import("../../types_sliding.js").Trace} Trace */
/** @typedef {import("../../types_sliding.js").View} View */
/** @typedef {{trace: Trace, view: View, time: number}} Moment */

const STILL_SCALE = 2;
const FRAME_MS = 350;
const LAST_FRAME_MS = 2000;
// A GIF of more frames is longer than anybody watches, and larger than a slide should be.
const MOST_FRAMES = 240;
const GIF_COLOURS = 128;

/** What an exported film is made of, in the order in which they need each other. */
const PLAYER_MODULES = ["../../geometry/number_text.js", "../../draw/scale.js", "../../draw/cell_colors.js", "../../draw/svg_text.js", "../../geometry/frame.js", "../../draw/frame_svg.js", "./offline_player.js"];

/** @param {Trace} trace */
function labelsOf(trace) {
  return {
    value: SYMBOLS[trace.value_operand],
    weight: trace.weight_operand ? weightLabel(trace, trace.weight_operand) : "",
    output: SYMBOLS[trace.output.id],
  };
}

/**
 * @param {Trace} trace
 * @param {import("../../types_sliding.js").OperandId} id
 */
function weightLabel(trace, id) {
  const applied = trace.operands.find((operand) => operand.id === id)?.applied;
  const isRotated = applied?.some((weight, i) => weight !== i) ?? false;
  return isRotated ? `rot180(${SYMBOLS[id]})` : SYMBOLS[id];
}

/**
 * @param {Moment} moment
 * @param {import("../../draw/theme.js").Theme} theme
 */
function draw({ trace, view, time }, theme) {
  return frameSvg(trace, frameOf(trace, view, time), { labels: labelsOf(trace), theme });
}

/** @param {Moment} moment */
export function toSvg(moment) {
  return new Blob([draw(moment, readTheme()).svg], { type: "image/svg+xml" });
}

/**
 * @param {Moment} moment
 * @returns {Promise<Blob>}
 */
export async function toPng(moment) {
  const canvas = await rasterize(draw(moment, readTheme()), STILL_SCALE);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(/** @type {Blob} */ (blob)), "image/png"));
}

/**
 * Every product of the whole trace; where there are too many, every n-th.
 * @param {Moment} moment
 * @param {(share: number) => void} progress 0 … 1
 * @param {AbortSignal} signal
 */
export async function toGif({ trace, view }, progress, signal) {
  const { GIFEncoder, applyPalette, quantize } = await import("gifenc");
  const theme = readTheme();
  const { duration } = playOrder(trace, view);
  const every = Math.max(1, Math.ceil(duration / MOST_FRAMES));
  const encoder = GIFEncoder();
  /** @type {Uint32Array|null} */
  let before = null;
  for (let time = 0; time <= duration; time = time < duration ? Math.min(duration, time + every) : duration + 1) {
    signal.throwIfAborted();
    const canvas = await rasterize(draw({ trace, view, time }, theme), 1);
    const { data } = pixelsOf(canvas);
    const palette = quantize(data, GIF_COLOURS);
    const index = applyPalette(data, palette);
    // What has not changed is left transparent: most of each frame, so the file is a tenth as large.
    const transparentIndex = palette.length;
    palette.push([0, 0, 0]);
    const now = new Uint32Array(data.buffer);
    if (before) for (let i = 0; i < now.length; i += 1) if (now[i] === before[i]) index[i] = transparentIndex;
    const delay = time === duration ? LAST_FRAME_MS : FRAME_MS;
    const options = { palette, delay, repeat: 0, transparent: before !== null, transparentIndex, dispose: 1 };
    encoder.writeFrame(index, canvas.width, canvas.height, options);
    before = now;
    progress(time / duration);
  }
  encoder.finish();
  return new Blob([encoder.bytes()], { type: "image/gif" });
}

/**
 * One HTML file with the trace and its player inside.
 * @param {Moment} moment
 */
export async function toHtml(moment) {
  const sources = await Promise.all(PLAYER_MODULES.map(async (path) => (await fetch(new URL(path, import.meta.url))).text()));
  const film = { ...moment, labels: labelsOf(moment.trace), theme: readTheme(), words: { play: t("sliding.export.play"), pause: t("sliding.export.pause") } };
  const script = `${sources.map(inlined).join("\n")}\nplayOffline(${JSON.stringify(film)});`;
  const { theme } = film;
  const page = `<!doctype html>
<html lang="${document.documentElement.lang}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ConvScope</title>
<style>
body { margin: 0; padding: 1rem; background: ${theme.panel}; color: ${theme.ink}; font: 16px system-ui, sans-serif; }
#stage svg { display: block; width: 100%; height: auto; max-height: calc(100dvh - 6.5rem); margin: 0 auto; }
#bar { display: flex; gap: 1rem; align-items: center; max-width: 60rem; margin: 1rem auto; }
#time { flex: 1; accent-color: ${theme.window}; }
button { min-width: 6rem; min-height: 2.75rem; border: 1px solid ${theme.ink2}; border-radius: 0.5rem; background: ${theme.panel}; color: ${theme.ink}; font: inherit; }
</style>
<div id="stage"></div>
<div id="bar"><button id="play" type="button"></button><input id="time" type="range" min="0" value="0" aria-label="${t("sliding.export.time")}"><output id="count"></output></div>
<script type="module">
${script.replaceAll("</script", "<\\/script")}
</script>
</html>
`;
  return new Blob([page], { type: "text/html" });
}

/**
 * A module's lines without its imports and exports: in one file its names are simply there.
 * @param {string} source
 */
function inlined(source) {
  return source.replace(/^import [^;]*;$/gm, "").replace(/^export (?=function|const)/gm, "");
}

/**
 * @param {{svg: string, width: number, height: number}} picture
 * @param {number} scale
 */
async function rasterize({ svg, width, height }, scale) {
  const image = new Image(width, height);
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d", { willReadFrequently: true })?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas */
function pixelsOf(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
