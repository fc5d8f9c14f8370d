/** The home page: fetches the stage's pictures and the small ones of the ready-made states, and keeps the stage's clock. */
import { get, post } from "../api/client.js";
import { onThemeChange } from "../core/theme_choice.js";
import { css, divergingScale, inkOn, symmetricRange } from "../draw/scale.js";
import { readTheme } from "../draw/theme.js";
import { formatNumber, t } from "../i18n/messages.js";
import { paintStage } from "./home_stage.js";

const pictureId = "still_life";
const sweepMilliseconds = 7000;
const restMilliseconds = 2500;

/** @param {string} id */
const request = (id) => ({ picture: pictureId, size: "preview", steps: [{ filter: id }] });

mountStage();
whenInSight("ready-list", () => {
  paintReadyStates().catch(() => {
    // Without small pictures the links still say what they do.
  });
});

function mountStage() {
  const canvas = document.getElementById("stage-canvas");
  const play = document.getElementById("stage-play");
  const slider = document.getElementById("stage-time");
  const stage = document.getElementById("stage");
  const problem = document.getElementById("stage-error");
  if (!(canvas instanceof HTMLCanvasElement) || !(slider instanceof HTMLInputElement) || !play || !stage || !problem) return;
  const context = canvas.getContext("2d");
  if (!context) return;

  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let state = { time: isCalm ? 0.62 : 0, rested: 0, isPlaying: !isCalm, isVisible: true };
  /** @type {import("./home_stage.js").Pair|null} */
  let pair = null;
  /** @type {ImageBitmap|null} */
  let source = null;
  /** @type {readonly number[][]|null} */
  let weights = null;
  let theme = readTheme();
  let loading = new AbortController();
  let last = 0;
  let frame = 0;

  const show = () => {
    if (pair) paintStage(context, pair, state.time, theme);
    slider.value = String(Math.round(state.time * 1000));
    slider.setAttribute("aria-valuetext", t("home.stage.progress", { percent: Math.round(state.time * 100) }));
  };
  const showButton = () => {
    play.setAttribute("aria-label", t(state.isPlaying ? "home.stage.pause" : "home.stage.play"));
    play.querySelector("use")?.setAttribute("href", state.isPlaying ? "#icon-pause" : "#icon-play");
  };
  /** @param {number} now */
  const tick = (now) => {
    const elapsed = Math.min(100, now - last);
    last = now;
    if (state.time < 1) state = { ...state, time: Math.min(1, state.time + elapsed / sweepMilliseconds), rested: 0 };
    else if (state.rested < restMilliseconds) state = { ...state, rested: state.rested + elapsed };
    else state = { ...state, time: 0, rested: 0 };
    show();
    frame = requestAnimationFrame(tick);
  };
  /** Runs exactly while it should move and can be seen. */
  const settle = () => {
    cancelAnimationFrame(frame);
    last = performance.now();
    if (state.isPlaying && state.isVisible && pair) frame = requestAnimationFrame(tick);
  };

  /** @param {string} id */
  const load = async (id) => {
    loading.abort();
    const mine = new AbortController();
    loading = mine;
    const { signal } = mine;
    try {
      const [original, applied, described] = await Promise.all([
        source ?? get(`pictures/${pictureId}/image?size=preview`, { accept: "image/jpeg" }).then(bitmap),
        post("filters/apply", request(id), { accept: "image/jpeg", signal }).then(bitmap),
        post("filters/describe", request(id), { signal }).then((response) => response.json()),
      ]);
      source = original;
      if (signal.aborted) return;
      canvas.width = original.width;
      canvas.height = original.height;
      stage.style.setProperty("--ratio", `${original.width} / ${original.height}`);
      pair = { source: original, result: applied };
      weights = described.steps[0].kernels[0].weights;
      state = { ...state, time: state.isPlaying ? 0 : state.time, rested: 0 };
      if (weights) showKernel(weights, theme);
      problem.hidden = true;
      stage.setAttribute("aria-busy", "false");
      show();
      settle();
    } catch {
      if (signal.aborted || pair) return;
      problem.textContent = t("home.stage.failed");
      problem.hidden = false;
      stage.setAttribute("aria-busy", "false");
    }
  };

  play.addEventListener("click", () => {
    state = { ...state, isPlaying: !state.isPlaying, time: state.time >= 1 ? 0 : state.time };
    showButton();
    show();
    settle();
  });
  slider.addEventListener("input", () => {
    state = { ...state, time: Number(slider.value) / 1000, isPlaying: false };
    showButton();
    show();
    settle();
  });
  for (const radio of document.querySelectorAll("input[name=stage-filter]")) {
    radio.addEventListener("change", () => load(/** @type {HTMLInputElement} */ (radio).value));
  }
  new IntersectionObserver(([entry]) => {
    state = { ...state, isVisible: entry?.isIntersecting ?? true };
    settle();
  }).observe(canvas);
  onThemeChange(() => {
    theme = readTheme();
    if (weights) showKernel(weights, theme);
    show();
  });
  showButton();
  const chosen = document.querySelector("input[name=stage-filter]:checked");
  load(chosen instanceof HTMLInputElement ? chosen.value : "emboss");
}

/**
 * Once, shortly before the reader comes to it.
 * @param {string} id
 * @param {() => void} act
 */
function whenInSight(id, act) {
  const place = document.getElementById(id);
  if (!place) return;
  const sight = new IntersectionObserver(
    ([entry]) => {
      if (!entry?.isIntersecting) return;
      sight.disconnect();
      act();
    },
    { rootMargin: "300px" },
  );
  sight.observe(place);
}

/** @param {Response} response */
async function bitmap(response) {
  return createImageBitmap(await response.blob());
}

/**
 * The kernel as the server describes it. Larger ones than 5×5 would be confetti in a corner: they are shown without numbers.
 * @param {readonly number[][]} weights
 * @param {import("../draw/theme.js").Theme} theme
 */
function showKernel(weights, theme) {
  const box = document.getElementById("stage-kernel");
  if (!box) return;
  const columns = weights[0]?.length ?? 1;
  const range = symmetricRange(weights.flat());
  const colourOf = divergingScale(theme);
  box.style.gridTemplateColumns = `repeat(${columns}, auto)`;
  box.dataset.columns = columns > 5 ? "many" : columns > 3 ? "some" : "few";
  box.replaceChildren(
    ...weights.flat().map((weight) => {
      const cell = document.createElement("span");
      cell.className = "grid-cell";
      const colour = colourOf(weight, range);
      cell.style.background = css(colour);
      cell.style.color = inkOn(colour);
      cell.textContent = columns > 5 ? "" : formatNumber(weight, 2);
      return cell;
    }),
  );
  box.hidden = false;
}

/** Cuts the sheet of small pictures into the ones that are linked here. */
async function paintReadyStates() {
  const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-sprite]")]);
  if (places.length === 0) return;
  const response = await post("filters/thumbnails", { picture: pictureId }, { accept: "image/webp" });
  const sheet = JSON.parse(response.headers.get("ConvScope-Sprites") ?? "{}");
  const image = await bitmap(response);
  for (const place of places) {
    const index = sheet.order.indexOf(place.dataset.sprite);
    if (index < 0) continue;
    const canvas = document.createElement("canvas");
    canvas.width = sheet.width;
    canvas.height = sheet.height;
    const left = (index % sheet.columns) * sheet.width;
    const top = Math.floor(index / sheet.columns) * sheet.height;
    canvas.getContext("2d")?.drawImage(image, left, top, sheet.width, sheet.height, 0, 0, sheet.width, sheet.height);
    place.replaceChildren(canvas);
  }
}
