/**
 * The texts that <kernel-editor> is given; it has none of its own.
 * @typedef {import("./kernel_input.js").Problem} Problem
 * @typedef {{grid: string, cell: (row: number, col: number, value: string) => string, idle: string,
 *   problem: (problem: Problem, typed: string, kept: string) => string,
 *   stepper: import("./kernel_stepper.js").StepperLabels}} Labels
 */

/** @type {Labels} until the page gives its own */
export const wordless = {
  grid: "",
  cell: (row, col, value) => `${row + 1}, ${col + 1}: ${value}`,
  idle: "",
  problem: () => "",
  stepper: {
    walk: { ArrowLeft: "", ArrowUp: "", ArrowDown: "", ArrowRight: "" },
    decrease: "",
    increase: "",
    negate: "",
    value: "",
  },
};
