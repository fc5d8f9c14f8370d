/** How it learns: what can be turned while it trains comes first; the rest is for the next run. */
import { evenScale, logScale, numberEntry } from "../core/number_entry.js";
import { t } from "../i18n/messages.js";
import { iconButton, make, segmented, setAttribute, setText } from "./dom.js";
import { setFormula } from "./formula.js";
import { sliderField, stepperField } from "./training_number.js";
import { fold, panelPart } from "./training_panel_part.js";
import { isAlive } from "./training_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").TrainingHandlers} TrainingHandlers */
/** @typedef {import("../types_training.js").SpecLimits} SpecLimits */
/** @typedef {"learning_rate"|"momentum"|"dropout"} Lever what can be changed in flight */

const FORMULAS = {
  accumulated: String.raw`\begin{aligned} d &\leftarrow \beta d + g \\ \theta &\leftarrow \theta - \eta d \end{aligned}`,
  update: String.raw`\begin{aligned} \Delta &\leftarrow \rho\Delta - \eta g \\ \theta &\leftarrow \theta + \Delta \end{aligned}`,
};
const DICE_SIDES = 10_000;

/**
 * @param {HTMLElement} root
 * @param {TrainingHandlers} handlers
 * @param {SpecLimits} limits
 */
export function mountOptimizer(root, handlers, limits) {
  const part = panelPart(root, t("panel.learning"));
  /** @type {TrainingState|null} */
  let state = null;

  /** A run that goes on and has this lever gets it at once. @param {Lever} lever */
  function isLive(lever) {
    if (!state || !isAlive(state.run) || !state.run) return false;
    const { optimizer, network } = state.run.spec;
    if (lever === "momentum") return optimizer.kind !== "sgd";
    return lever === "learning_rate" || network.layers.some((one) => one.kind === "dropout");
  }

  /** @param {Lever} lever @param {number} value @param {boolean} isContinued */
  function turn(lever, value, isContinued) {
    if (isLive(lever)) handlers.set({ [lever]: value }, isContinued);
    else if (lever === "dropout") {
      const layers = (state?.spec.network.layers ?? []).map((one) => (one.kind === "dropout" ? { ...one, rate: value } : one));
      handlers.editSpec({ network: { layers } }, isContinued);
    } else handlers.editSpec({ optimizer: { [lever]: value } }, isContinued);
  }

  /** @param {Lever} lever @param {ReturnType<typeof evenScale>} scale */
  const slider = (lever, scale) =>
    sliderField({ label: t(`panel.${lever}`), tip: t(`panel.${lever}.tip`), scale, change: (value, isContinued) => turn(lever, value, isContinued) });
  const rate = slider("learning_rate", logScale(-5, 1));
  const momentum = slider("momentum", evenScale(0, 0.99, 0.01));
  const dropout = slider("dropout", evenScale(limits.dropout[0], limits.dropout[1], 0.01));

  /** @template {string} Value @param {string} name @param {readonly Value[]} values @param {(value: Value) => void} choose */
  function choice(name, values, choose) {
    const options = values.map((value) => ({ value, label: t(`panel.${name}.${value}`), tip: t(`panel.${name}.${value}.tip`) }));
    const made = segmented(t(`panel.${name}`), options, choose);
    made.element.classList.add("panel-choice");
    return { ...made, field: make("div", { class: "panel-field" }, [make("span", { class: "panel-field__label", text: t(`panel.${name}`) }), made.element]) };
  }
  const kind = choice("optimizer", /** @type {const} */ (["sgd", "momentum", "nesterov", "adam"]), (value) => handlers.editSpec({ optimizer: { kind: value } }));
  const loss = choice("loss", /** @type {const} */ (["cross_entropy", "mean_squared_error"]), (value) => handlers.editSpec({ loss: value }));
  const initialization = choice("initialization", /** @type {const} */ (["he", "glorot"]), (value) => handlers.editSpec({ initialization: value }));
  kind.element.classList.add("panel-choice--four");

  const forms = formChoice((value) => handlers.editSpec({ optimizer: { form: value } }));
  const decay = sliderField({
    label: t("panel.weight_decay"), tip: t("panel.weight_decay.tip"), scale: decayScale(),
    change: (value, isContinued) => handlers.editSpec({ optimizer: { weight_decay: value } }, isContinued),
  });
  /** @param {"batch_size"|"epochs"|"seed"} name */
  const stepper = (name) => stepperField({
    label: t(`panel.${name}`), tip: t(`panel.${name}.tip`), names: [t(`panel.${name}`)], change: ([value]) => handlers.editSpec({ [name]: value }),
  });
  const [batch, epochs, seed] = [stepper("batch_size"), stepper("epochs"), stepper("seed")];
  const dice = iconButton("shuffle", t("panel.dice"), t("panel.dice.tip"), () => handlers.editSpec({ seed: Math.floor(Math.random() * DICE_SIDES) }));
  dice.classList.add("panel-dice");
  seed.group.before(dice);
  seed.element.classList.add("panel-field--seed");

  const next = make("p", { class: "panel-next field__hint", role: "status" });
  const more = fold(t("panel.more"), [epochs.element, batch.element, seed.element, decay.element, initialization.field]);
  part.body.append(rate.element, momentum.element, dropout.element, next, loss.field, kind.field, forms.element, more.element);

  /** What the run that goes on uses now; anybody who watches may have changed it. @param {Lever} lever */
  function used(lever) {
    const last = state?.settings.at(-1)?.[lever];
    if (typeof last === "number") return last;
    const spec = state?.run?.spec;
    if (lever === "dropout") return spec?.network.layers.find((one) => one.kind === "dropout")?.rate ?? null;
    return spec?.optimizer[lever] ?? null;
  }

  /** @param {Lever} lever */
  function leverHint(lever) {
    if (!isLive(lever)) return "";
    const value = used(lever);
    return value === null ? t("panel.live") : t("panel.live.used", { value: numberEntry(value) });
  }

  return {
    /** @param {TrainingState} now */
    update(now) {
      const isSame = state !== null && state.spec === now.spec && state.settings === now.settings && state.run?.status === now.run?.status && state.run?.id === now.run?.id;
      state = now;
      if (isSame) return;
      const { optimizer, network, ...spec } = now.spec;
      rate.show(optimizer.learning_rate, { minimum: Number.MIN_VALUE, maximum: limits.learning_rate[1], below: t("panel.learning_rate.positive"), reason: t("panel.learning_rate.most") });
      rate.hint(leverHint("learning_rate"));
      momentum.element.hidden = optimizer.kind === "sgd";
      momentum.rename(t(optimizer.kind === "adam" ? "panel.momentum.adam" : optimizer.kind === "momentum" && optimizer.form === "update" ? "panel.momentum.update" : "panel.momentum"));
      momentum.show(optimizer.momentum, { minimum: limits.momentum[0], maximum: limits.momentum[1], reason: t("panel.momentum.most") });
      momentum.hint(leverHint("momentum"));
      const dropped = network.layers.find((one) => one.kind === "dropout");
      dropout.element.hidden = dropped === undefined;
      if (dropped) dropout.show(dropped.rate ?? 0.5, { minimum: limits.dropout[0], maximum: limits.dropout[1], reason: t("panel.dropout.most") });
      dropout.hint(leverHint("dropout"));
      kind.select(optimizer.kind);
      forms.element.hidden = optimizer.kind !== "momentum";
      forms.select(optimizer.form);
      loss.select(spec.loss);
      initialization.select(spec.initialization);
      decay.show(optimizer.weight_decay, { minimum: limits.weight_decay[0], maximum: limits.weight_decay[1] });
      batch.show([spec.batch_size], { minimum: limits.batch_size[0], maximum: limits.batch_size[1] });
      epochs.show([spec.epochs], { minimum: limits.epochs[0], maximum: limits.epochs[1] });
      seed.show([spec.seed], { minimum: limits.seed[0], maximum: limits.seed[1] });
      more.say(t("panel.more.says", { epochs: spec.epochs, batch: spec.batch_size, seed: spec.seed }));
      const alive = isAlive(now.run);
      next.hidden = !alive;
      setText(next, alive ? t("panel.next") : "");
      setAttribute(root, "data-alive", alive ? "" : null);
    },
  };
}

/** No decay at all stands left of every power of ten. */
function decayScale() {
  const powers = logScale(-6, -1);
  return {
    ...powers,
    valueAt: (/** @type {number} */ position) => (position <= 0 ? 0 : powers.valueAt(position)),
    positionOf: (/** @type {number} */ value) => (value <= 0 ? 0 : powers.positionOf(value)),
  };
}

/** Both ways in which momentum is written; they are the same. @param {(form: "accumulated"|"update") => void} choose */
function formChoice(choose) {
  const names = /** @type {const} */ (["accumulated", "update"]);
  const made = segmented(t("panel.form"), names.map((value) => ({ value, label: t(`panel.form.${value}`), tip: t(`panel.form.${value}.tip`) })), choose);
  made.element.classList.add("panel-choice");
  const formula = make("div", { class: "panel-formula" });
  const note = make("p", { class: "field__hint", text: t("panel.form.same") });
  let shown = "";
  return {
    element: make("div", { class: "panel-field" }, [make("span", { class: "panel-field__label", text: t("panel.form") }), made.element, formula, note]),
    /** @param {"accumulated"|"update"} form */
    select(form) {
      made.select(form);
      if (form === shown) return;
      shown = form;
      setFormula(formula, FORMULAS[form]);
      setAttribute(formula, "data-tip", t(`panel.form.${form}.tip`));
    },
  };
}
