/** One chart: uPlot draws lines and axes, and what can be pointed at stands over them as elements of the page. */
import { curveStyle, markPath } from "../draw/curves_style.js";
import { readTheme } from "../draw/theme.js";
import { logTicks, shareOf } from "../geometry/curve_points.js";
import { ticks } from "../geometry/signals_plot.js";
import { make, setAttribute, setText } from "./dom.js";

/** @typedef {import("uplot")} Plot */
/** @typedef {import("../geometry/curve_runs.js").Sheet} Sheet */
/** @typedef {import("../geometry/curve_runs.js").Measure} Measure */
/** @typedef {{x: number, kind: "settings"|"best"|"ended", y?: number, text: string}} Flag something that happened at a step */
/**
 * @typedef {{sheet: Sheet, end: number, isLog: boolean, hidden: ReadonlySet<string>, epochs: readonly number[],
 *   chance: {value: number, text: string}|null, flags: readonly Flag[]}} Picture
 */

/** Beyond this share of the axis its unit is written. */
const UNIT_FROM = 0.9;
/** Nearer than this to the upper edge a label hangs below its line. */
const NEAR_TOP = 0.2;

/** @type {Promise<typeof import("uplot")|null>|null} */
let loading = null;

/** The library, or null where the server has no third-party files. */
export function loadPlot() {
  loading ??= import("uplot").then((module) => module.default, () => null);
  return loading;
}

/**
 * @param {HTMLElement} root
 * @param {{hasSteps: boolean, share: number, heights: [number, number], write: (value: number) => string}} options
 *   share: of the height in the width
 */
export function mountChart(root, { hasSteps, share, heights, write }) {
  root.classList.add("curve");
  const marks = make("div", { class: "curve__marks" });
  const cursor = make("i", { class: "curve__cursor", hidden: true });
  const rewind = make("i", { class: "curve__rewind", hidden: true });
  const chance = make("span", { class: "curve__chance", hidden: true }, [make("small", {})]);
  const flags = make("div", { class: "curve__flags" });
  marks.append(chance, flags, cursor, rewind);
  /** @type {Plot|null} */
  let plot = null;
  /** @type {Picture|null} */
  let picture = null;
  let key = "";
  let theme = readTheme();
  let flagText = "";

  const fontPx = () => Number.parseFloat(getComputedStyle(root).fontSize) || 13;
  const size = () => {
    const width = Math.max(200, Math.floor(root.clientWidth));
    return { width, height: Math.round(Math.max(heights[0], Math.min(heights[1], width * share))) + (hasSteps ? fontPx() * 1.9 : 0) };
  };

  /** @param {typeof import("uplot")} Uplot @param {Picture} of */
  function create(Uplot, of) {
    plot?.destroy();
    theme = readTheme();
    const font = `${fontPx()}px ${theme.mono}`;
    const axis = { stroke: () => theme.ink2, font, ticks: { show: false } };
    const grid = { stroke: () => theme.line, width: 1 };
    const yTicks = (/** @type {number} */ low, /** @type {number} */ high) =>
      of.isLog ? logTicks(low, high) : ticks(low, high, Math.max(2, Math.round((plot?.over.clientHeight ?? 100) / 42)));
    plot = new Uplot(
      {
        ...size(),
        // Half of the topmost number stands above the plot.
        padding: [Math.ceil(fontPx() * 0.6), 6, hasSteps ? 0 : 6, 0],
        cursor: { show: false },
        legend: { show: false },
        scales: {
          x: { time: false, range: () => [0, picture?.end ?? 1] },
          y: { distr: of.isLog ? 3 : 1, range: () => picture?.sheet.range ?? [0, 1] },
        },
        axes: [
          { ...axis, grid: { ...grid, show: false }, size: hasSteps ? fontPx() * 1.9 : 0, gap: 4, show: hasSteps, space: fontPx() * 5,
            values: (_, values) => values.map((value) => (Number.isInteger(value) && value <= UNIT_FROM * (picture?.end ?? 1) ? value.toLocaleString("en") : "")) },
          { ...axis, grid, size: fontPx() * 3.6, gap: 4, splits: (_, __, low, high) => yTicks(low, high), filter: (_, values) => values,
            values: (_, values) => values.map(write) },
        ],
        series: [{}, ...of.sheet.curves.map(({ run, line }) => {
          const style = () => curveStyle(line, run.place, theme);
          const { width, alpha, dash, hasLine } = style();
          return { stroke: () => style().color, width: hasLine ? width : 0, alpha, dash: dash.length ? dash : undefined, spanGaps: true, points: { show: false } };
        })],
        hooks: { drawAxes: [drawEpochs], draw: [drawMarks] },
      },
      [of.sheet.xs, ...of.sheet.columns],
      root,
    );
    plot.over.append(marks);
  }

  /** The ends of the epochs, behind everything. @param {Plot} on */
  function drawEpochs(on) {
    const { ctx, bbox } = on;
    ctx.save();
    ctx.fillStyle = theme.line;
    for (const x of picture?.epochs ?? []) ctx.fillRect(Math.round(on.valToPos(x, "x", true)), bbox.top, devicePixelRatio, bbox.height);
    ctx.restore();
  }

  /** The marks of the points that stand for a whole epoch. @param {Plot} on */
  function drawMarks(on) {
    if (!picture) return;
    const { ctx } = on;
    const { curves, xs, columns } = picture.sheet;
    ctx.save();
    curves.forEach(({ id, run, line }, i) => {
      const style = curveStyle(line, run.place, theme);
      if (!style.mark || picture?.hidden.has(id)) return;
      const path = new Path2D(markPath(style.mark, 2.6 * devicePixelRatio));
      ctx.fillStyle = style.color;
      ctx.strokeStyle = style.color;
      ctx.lineWidth = 1.25 * devicePixelRatio;
      let before = -Infinity;
      columns[i].forEach((value, at) => {
        if (value === null) return;
        const x = on.valToPos(xs[at], "x", true);
        if (x - before < 5 * devicePixelRatio) return;
        before = x;
        ctx.setTransform(1, 0, 0, 1, x, on.valToPos(value, "y", true));
        if (style.mark !== "cross" && style.mark !== "plus") ctx.fill(path);
        ctx.stroke(path);
      });
    });
    ctx.restore();
  }

  /** @param {Picture} of */
  function placeFlags(of) {
    const { range } = of.sheet;
    chance.hidden = of.chance === null;
    if (of.chance) {
      const fromTop = 1 - shareOf(of.chance.value, range, of.isLog);
      chance.style.setProperty("--y", percent(fromTop));
      chance.classList.toggle("curve__chance--below", fromTop < NEAR_TOP);
      setText(/** @type {Element} */ (chance.firstElementChild), of.chance.text);
    }
    const text = JSON.stringify([of.flags, of.end, range, of.isLog]);
    if (text === flagText) return;
    flagText = text;
    flags.replaceChildren(...of.flags.map(({ x, y, kind, text: tip }) => {
      const place = `--x: ${percent(x / of.end)}; --y: ${y === undefined ? "0%" : percent(1 - shareOf(y, range, of.isLog))}`;
      return make("i", { class: `curve__flag curve__flag--${kind}`, "data-tip": tip, style: place });
    }));
  }

  /** @param {HTMLElement} line @param {number|null} x */
  function placeLine(line, x) {
    line.hidden = x === null || !picture || x > picture.end;
    if (x !== null && picture) setAttribute(line, "style", `--x: ${percent(x / picture.end)}`);
  }

  return {
    /**
     * @param {typeof import("uplot")} Uplot
     * @param {Picture} of
     */
    draw(Uplot, of) {
      picture = of;
      const shape = JSON.stringify([of.isLog, of.sheet.curves.map(({ id }) => id)]);
      if (!plot || shape !== key) {
        key = shape;
        create(Uplot, of);
      } else plot.setData([of.sheet.xs, ...of.sheet.columns]);
      of.sheet.curves.forEach(({ id }, i) => {
        const show = !of.hidden.has(id);
        if (plot && plot.series[i + 1].show !== show) plot.setSeries(i + 1, { show });
      });
      placeFlags(of);
    },
    resize() {
      plot?.setSize(size());
    },
    /** After another theme: its colours, and its letters. @param {typeof import("uplot")} Uplot */
    repaint(Uplot) {
      if (picture) create(Uplot, picture);
    },
    /** @param {{cursor: number|null, rewind: number|null}} at steps of the axis */
    point(at) {
      placeLine(cursor, at.cursor);
      placeLine(rewind, at.rewind);
    },
    /** The step of the axis under a place of the screen, 0 at its beginning. @param {number} clientX */
    stepAt(clientX) {
      if (!plot || !picture) return 0;
      const { left, width } = plot.over.getBoundingClientRect();
      return Math.max(0, Math.min(1, (clientX - left) / (width || 1))) * picture.end;
    },
  };
}

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(3)}%`;
