/**
 * What the inspector reads and what it tells the page.
 *
 * @typedef {import("../types.js").Channel} Channel
 * @typedef {import("../types.js").Pixel} Tap  (row, col) inside the kernel
 * @typedef {import("../types.js").Term} Term
 * @typedef {import("../types.js").Reduction} Reduction
 * @typedef {import("../types.js").ChannelInspection} ChannelInspection
 * @typedef {import("../types.js").Inspection} Inspection
 * @typedef {Pick<import("../types.js").FiltersState, "inspection"|"channel"|"kernelIndex"|"term"|"hoverTap"|"pixel"|"pinned"|"playing"
 *   |"steps"|"active"|"description">} InspectorState
 *   term: index of the term being added, the earlier ones are in the sum already; null: all of them are
 *
 * @typedef {{hoverTap: (tap: Tap|null) => void, chooseChannel: (channel: Channel) => void, chooseKernel: (index: 0|1) => void,
 *   seekTerm: (term: number|null) => void, play: () => void, pause: () => void, pinPixel: (pixel: Tap|null) => void,
 *   nextPixel: (by: 1|-1) => void}} InspectorHandlers  pinPixel(null) releases the pixel
 *
 * @typedef {{reduction: Reduction, channel: ChannelInspection, index: number, rows: number, cols: number,
 *   term: number|null, lit: number|null}} View  what all parts show; `lit` is the index of the lit tap
 */

export {};
