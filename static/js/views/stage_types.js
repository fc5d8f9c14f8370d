/**
 * What the stage reads from the page's state and what it tells the page.
 *
 * @typedef {import("../types.js").Pixel} Pixel
 * @typedef {import("../types.js").Rect} PixelRect
 * @typedef {import("../types.js").Viewport} Viewport
 * @typedef {import("../types.js").Inspection} Inspection
 * @typedef {import("../types.js").Term} Term
 * @typedef {import("../geometry/stage_layout.js").StageLayout} StageLayout
 *
 * @typedef {Pick<import("../types.js").FiltersState, "source"|"result"|"layout"|"divider"|"viewport"|"pixel"|"pinned"|"hoverTap"|"term"
 *   |"kernelIndex"|"inspection"|"description"|"active"|"exact"|"busy"|"isDragging"|"steps">} StageInput what the page gives
 *
 * @typedef {NonNullable<StageInput["result"]> & {placement: import("../types.js").Placement}} PlacedResult
 * @typedef {Omit<StageInput, "result"|"exact"> & {result: PlacedResult|null, exact: NonNullable<StageInput["exact"]>}} StageState
 *   what is shown of it: a result that is not yet placed is not yet there
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
