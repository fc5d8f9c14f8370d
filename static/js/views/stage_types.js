/**
 * What the stage reads from the page's state and what it tells the page.
 *
 * @typedef {import("../geometry/placement.js").Placement} Placement
 * @typedef {import("../geometry/placement.js").Pixel} Pixel
 * @typedef {import("../geometry/placement.js").PixelRect} PixelRect
 * @typedef {import("../geometry/viewport.js").Viewport} Viewport
 * @typedef {import("../geometry/stage_layout.js").StageLayout} StageLayout
 * @typedef {import("../draw/picture.js").Raster} Raster
 * @typedef {import("../draw/pixels.js").ExactBlock} ExactBlock
 *
 * @typedef {{row: number, col: number, input_row: number|null, input_col: number|null, origin: string, value: number}} StageTerm
 * @typedef {{channel: string, reductions: readonly {terms: readonly StageTerm[]}[]}} StageChannel
 * @typedef {object} StageInspection the arithmetic of one output pixel, as the server sent it
 * @property {number} row
 * @property {number} col
 * @property {number} step index of the step whose output was inspected
 * @property {readonly StageChannel[]} channels
 * @property {{top: number, left: number}} window in pixels of the step's input; may lie outside it
 * @property {readonly number[]} output_rgb
 * @property {{width: number, height: number}} input
 *
 * @typedef {{dilation: readonly number[], placement: Placement}} StageStep
 *
 * @typedef {object} StageState
 * @property {{image: Raster, width: number, height: number}|null} source the input picture
 * @property {{image: Raster, width: number, height: number, placement: Placement}|null} result the output of the active step
 * @property {"slider"|"side"} layout
 * @property {number} divider 0..1
 * @property {Viewport|null} viewport null = fit
 * @property {Pixel|null} pixel of the result
 * @property {boolean} pinned
 * @property {Pixel|null} hoverTap (row, col) in the kernel
 * @property {number|null} [term] playhead inside the reduction
 * @property {number} [kernelIndex] which kernel of a gradient pair is looked at
 * @property {StageInspection|null} inspection
 * @property {{steps: readonly StageStep[]}|null} description
 * @property {number} active index of the step
 * @property {{source: ExactBlock|null, result: ExactBlock|null}|null} [exact]
 * @property {boolean} busy
 * @property {boolean} [isDragging] a file is held over the page
 * @property {{source?: string, result?: string}} [names] what the two pictures are called; else “original” and the filter's name
 * @property {readonly {filter: string}[]} [steps]
 *
 * @typedef {{image: Raster, width: number, height: number, placement: Placement|null}} ResultInput
 * @typedef {Omit<StageState, "result"> & {result: ResultInput|null}} StageInput what the page gives: a result not yet placed is
 *   treated as not yet there
 *
 * @typedef {object} StageHandlers
 * @property {(viewport: Viewport|null) => void} setViewport
 * @property {(divider: number) => void} setDivider
 * @property {(pixel: Pixel|null) => void} hoverPixel
 * @property {(pixel: Pixel|null) => void} pinPixel null unpins
 * @property {(rects: {source: PixelRect|null, result: PixelRect|null}) => void} wantExact
 *
 * @typedef {object} Desk what the parts of the stage share
 * @property {() => StageState|null} state
 * @property {() => StageLayout|null} layout of the newest state
 * @property {StageHandlers} handlers
 */

export {};
