/**
 * <kernel-editor>: a kernel of up to 31×31 weights to look at and to change by typing, stepping, dragging, painting, pasting.
 *
 * Properties: kernel, readOnly, highlight, range, showFlip, painting, brush, colorOf, labels.
 * Events (they bubble): "kernel-change" {kernel, stroke}: a new array; changes of one gesture share a stroke number, typed ones
 * have null. "kernel-paste" {text}: several numbers, for the server to read. "tap-hover" {row, col} or null.
 * The element keeps the last good kernel: what cannot be read as a number is reported and changes nothing.
 *
 * @typedef {import("./kernel_input.js").Cell} Cell
 * @typedef {readonly (readonly number[])[]} Kernel
 * @typedef {import("./kernel_labels.js").Labels} Labels
 */
import { CellEdit } from "./kernel_cell_edit.js";
import { addClipboard } from "./kernel_clipboard.js";
import { addGestures } from "./kernel_gestures.js";
import { cellOf, isSame, KernelGrid, made } from "./kernel_grid.js";
import { fullNumber, kernelText, readNumber, stepped, withValue } from "./kernel_input.js";
import { actionOfKey, cellAfter, cellByKey } from "./kernel_keys.js";
import { wordless } from "./kernel_labels.js";
import { KernelStepper } from "./kernel_stepper.js";

export class KernelEditor extends HTMLElement {
  /** @type {Kernel} */ #kernel = [[0]];
  /** @type {Cell} */ #selected = { row: 0, col: 0 };
  /** @type {Cell|null} */ #pointed = null;
  /** @type {Cell|null} */ #highlight = null;
  /** @type {Cell|null} */ #invalid = null;
  /** @type {"first"|"last"|null} */ #showFlip = null;
  /** @type {number|null} */ #range = null;
  #readOnly = false;
  #painting = false;
  #isTouch = false;
  #room = 0;
  /** @type {import("./kernel_grid.js").ColorOf} */ #colorOf = () => ({ background: "", ink: "" });
  #labels = wordless;
  brush = 1;

  #grid = new KernelGrid();
  #frame = made("div", "kernel-frame");
  #readout = made("p", "kernel-readout");
  #message = made("p", "kernel-message", "status");
  #stepper = new KernelStepper({
    walk: (key) => this.#select(cellByKey(this.#selected, { key, ctrlKey: false }, this.#shape) ?? this.#selected),
    change: (by) => this.#set([this.#selected], stepped(this.#valueAt(this.#selected), by), null),
    negate: () => this.#set([this.#selected], -this.#valueAt(this.#selected) + 0, null),
    commit: (text) => void this.#commit(text),
  });
  #edit = new CellEdit({
    commit: (text, way) => this.#finishEdit(text, way),
    leave: (text) => void this.#commit(text),
    cancel: () => this.#select(this.#selected, true),
  });
  #resized = new ResizeObserver(() => this.#fit());

  constructor() {
    super();
    this.#frame.append(this.#grid.element, this.#edit.element);
    this.#listen();
  }

  connectedCallback() {
    if (!this.#frame.isConnected) this.append(this.#frame, this.#readout, this.#message, this.#stepper.element);
    this.#resized.observe(this);
    this.#paint();
  }

  disconnectedCallback() {
    this.#resized.disconnect();
  }

  get kernel() {
    return this.#kernel;
  }

  set kernel(kernel) {
    if (kernel === this.#kernel || kernel.length === 0 || !kernel[0]?.length) return;
    const isReshaped = kernel.length !== this.#shape.rows || kernel[0].length !== this.#shape.cols;
    this.#kernel = kernel;
    if (isReshaped) this.#reshape();
    this.#fit();
  }

  /** @param {boolean} readOnly */
  set readOnly(readOnly) {
    if (readOnly === this.#readOnly) return;
    this.#readOnly = readOnly;
    this.classList.toggle("kernel-editor--fixed", readOnly);
    if (readOnly) this.#edit.close();
    this.#paint();
  }

  /** @param {boolean} painting a stroke over the cells sets the brush */
  set painting(painting) {
    this.#painting = painting;
    this.classList.toggle("kernel-editor--painting", painting);
  }

  /** @param {Cell|null} cell the tap that is lit up elsewhere */
  set highlight(cell) {
    if (isSame(cell, this.#highlight)) return;
    this.#highlight = cell;
    this.#paint();
  }

  /** @param {number|null} range shared with what is compared; null: the kernel's own */
  set range(range) {
    this.#range = range;
    this.#paint();
  }

  /** @param {"first"|"last"|null} corner the cell that carries the dot by which a rotation is seen */
  set showFlip(corner) {
    this.#showFlip = corner;
    this.#paint();
  }

  /** @param {import("./kernel_grid.js").ColorOf} colorOf */
  set colorOf(colorOf) {
    this.#colorOf = colorOf;
    this.#paint();
  }

  /** @param {Labels} labels */
  set labels(labels) {
    this.#labels = labels;
    this.#label = (row, col, value) => labels.cell(row, col, fullNumber(value));
    this.#grid.element.setAttribute("aria-label", labels.grid);
    this.#paint();
  }

  /** @type {(row: number, col: number, value: number) => string} */
  #label = () => "";

  get #shape() {
    return { rows: this.#kernel.length, cols: this.#kernel[0]?.length ?? 0 };
  }

  /** @param {Cell} cell */
  #valueAt({ row, col }) {
    return this.#kernel[row]?.[col] ?? 0;
  }

  #reshape() {
    const hadFocus = this.#grid.element.contains(document.activeElement);
    const { rows, cols } = this.#shape;
    this.#selected = { row: Math.min(this.#selected.row, rows - 1), col: Math.min(this.#selected.col, cols - 1) };
    this.#pointed = this.#invalid = null;
    this.#edit.close();
    this.#grid.build(rows, cols);
    if (hadFocus) this.#grid.cell(this.#selected)?.focus();
  }

  #fit() {
    this.#grid.build(this.#shape.rows, this.#shape.cols);
    if (this.isConnected && this.clientWidth) {
      this.#room = this.#grid.fit(this.clientWidth, Number.parseFloat(getComputedStyle(this).fontSize), this.#kernel);
    }
    this.#paint();
  }

  #paint() {
    if (!this.isConnected) return;
    const range = this.#range ?? Math.max(...this.#kernel.flat().map(Math.abs), Number.MIN_VALUE);
    this.#grid.build(this.#shape.rows, this.#shape.cols);
    this.#grid.paint(
      {
        kernel: this.#kernel, colorOf: this.#colorOf, range, label: this.#label, selected: this.#selected, highlight: this.#highlight,
        invalid: this.#invalid, mark: this.#showFlip, readOnly: this.#readOnly,
      },
      this.#room,
    );
    const focus = this.contains(document.activeElement) ? this.#selected : null;
    const value = this.#valueAt(this.#selected);
    const lit = this.#highlight && this.#grid.cell(this.#highlight) ? this.#highlight : null;
    const shown = this.#pointed ?? focus ?? lit;
    this.#readout.textContent = shown ? this.#label(shown.row, shown.col, this.#valueAt(shown)) : this.#readOnly ? "" : this.#labels.idle;
    this.#stepper.describe(this.#labels.stepper, this.#label(this.#selected.row, this.#selected.col, value));
    if (this.#isTouch && !this.#readOnly && !this.#painting) {
      this.#stepper.show(value, this.#invalid !== null, this.#grid.cell_px);
    } else this.#stepper.hide();
  }

  /** @param {Cell} cell @param {boolean} [takeFocus] @param {boolean} [keepsMessage] */
  #select(cell, takeFocus = false, keepsMessage = false) {
    this.#selected = cell;
    if (!keepsMessage && this.#invalid) this.#report(null);
    this.#paint();
    if (takeFocus) this.#grid.cell(cell)?.focus();
    this.#emit("tap-hover", cell);
  }

  /** @param {Cell[]} cells @param {number} value @param {number|null} stroke */
  #set(cells, value, stroke) {
    if (this.#readOnly) return;
    this.#report(null);
    const changed = cells.filter((cell) => this.#valueAt(cell) !== value);
    if (changed.length === 0 || !Number.isFinite(value)) return;
    this.#kernel = withValue(this.#kernel, changed, value);
    this.#fit();
    this.#emit("kernel-change", { kernel: this.#kernel, stroke });
  }

  /** @param {string} text @returns {boolean} whether it was a number */
  #commit(text) {
    const reading = readNumber(text);
    if (reading.problem === null) this.#set([this.#selected], reading.value, null);
    else this.#report(reading.problem, text);
    return reading.problem === null;
  }

  /** @param {import("./kernel_input.js").Problem|null} problem @param {string} [text] what was typed */
  #report(problem, text = "") {
    this.#invalid = problem ? this.#selected : null;
    this.#message.textContent = problem ? this.#labels.problem(problem, text, fullNumber(this.#valueAt(this.#selected))) : "";
    this.#paint();
  }

  /** @param {string|null} typed the first character, or null to begin with the present value */
  #beginEdit(typed) {
    const cell = this.#grid.cell(this.#selected);
    if (this.#readOnly || !cell) return;
    this.#report(null);
    const text = typed ?? String(this.#valueAt(this.#selected));
    this.#edit.open(cell, text, { isSelected: typed === null, width_px: this.clientWidth });
  }

  /** @param {string} text @param {{down: boolean, backwards: boolean}} way */
  #finishEdit(text, way) {
    const isRead = this.#commit(text);
    const next = isRead ? cellAfter(this.#selected, this.#shape, way) : null;
    this.#select(next ?? this.#selected, true, !isRead);
    this.#edit.close();
    return !isRead || next !== null || way.down;
  }

  /** @param {KeyboardEvent} event */
  #gridKey(event) {
    const brush = this.#painting ? this.brush : null;
    const action = actionOfKey(event, { cell: this.#selected, shape: this.#shape, isReadOnly: this.#readOnly, brush });
    if (!action) return;
    if (action.kind === "move") this.#select(action.to, true);
    else if (action.kind === "edit") this.#beginEdit(action.typed);
    else if (action.kind === "set") this.#set([this.#selected], action.value, null);
    else this.#set([this.#selected], stepped(this.#valueAt(this.#selected), action.by), null);
    event.preventDefault();
    event.stopPropagation();
  }

  #listen() {
    const grid = this.#grid.element;
    grid.addEventListener("keydown", (event) => this.#gridKey(event));
    grid.addEventListener("dblclick", () => this.#painting || this.#beginEdit(null));
    grid.addEventListener("focusin", (event) => {
      const cell = cellOf(event.target);
      if (cell) this.#select(cell, false, isSame(cell, this.#selected));
    });
    this.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.contains(relatedTarget))) this.#emit("tap-hover", null);
      queueMicrotask(() => this.#paint());
    });
    grid.addEventListener("pointerover", (event) => this.#point(cellOf(event.target)));
    grid.addEventListener("pointerleave", () => this.#point(null));
    addClipboard(this, {
      canEdit: () => !this.#readOnly,
      text: () => kernelText(this.#kernel),
      set: (value) => this.#set([this.#selected], value, null),
      several: (text) => {
        this.#edit.close();
        this.#emit("kernel-paste", { text });
      },
      refuse: (problem, text) => this.#report(problem, text),
    });
    addGestures({
      grid: this.#grid,
      canEdit: () => !this.#readOnly,
      isPainting: () => this.#painting,
      brush: () => this.brush,
      valueAt: (cell) => this.#valueAt(cell),
      focused: () => (grid.contains(document.activeElement) ? this.#selected : null),
      select: (cell) => this.#select(cell),
      set: (cells, value, stroke) => this.#set(cells, value, stroke),
      touched: (isTouch) => (this.#isTouch = isTouch),
    });
  }

  /** @param {Cell|null} cell */
  #point(cell) {
    if (isSame(cell, this.#pointed)) return;
    this.#pointed = cell;
    this.#paint();
    this.#emit("tap-hover", cell);
  }

  /** @param {string} name @param {unknown} detail */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

customElements.define("kernel-editor", KernelEditor);
