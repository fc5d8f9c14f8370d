/**
 * State as a link. A field says how it is written and read; a value that equals the default is left out. Of a list, `read` may
 * take what it can read and name each of the others to `leaveOut`.
 * @template Value
 * @typedef {{name: string, write: (value: Value) => string, read: (text: string, leaveOut: (part: string) => void) => Value|undefined}} Codec
 */

/** @typedef {Record<string, Codec<any>>} Fields */

// What may stand in a query as it is (RFC 3986), so that links stay readable.
const ESCAPED = /[^A-Za-z0-9\-._~:/,;!*']/gu;

/**
 * @template {Record<string, unknown>} State
 * @param {Fields} fields
 * @param {State} state
 * @param {State} defaults
 * @returns {string} query without "?"
 */
export function writeLink(fields, state, defaults) {
  const parts = [];
  for (const [key, codec] of Object.entries(fields)) {
    const text = codec.write(state[key]);
    if (text !== codec.write(defaults[key])) parts.push(`${codec.name}=${escape(text)}`);
  }
  return parts.join("&");
}

/**
 * @param {Fields} fields
 * @param {string} query with or without "?"
 * @returns {{values: Record<string, unknown>, malformed: string[], leftOut: string[]}} what could be read, the fields that could
 *   not, and what was left out of the others
 */
export function readLink(fields, query) {
  const parameters = new URLSearchParams(query);
  /** @type {Record<string, unknown>} */
  const values = {};
  /** @type {string[]} */
  const malformed = [];
  /** @type {string[]} */
  const leftOut = [];
  for (const [key, codec] of Object.entries(fields)) {
    const text = parameters.get(codec.name);
    if (text === null) continue;
    /** @type {string[]} */
    const parts = [];
    const value = codec.read(text, (part) => parts.push(part));
    if (value === undefined) malformed.push(`${codec.name}=${text}`);
    else {
      values[key] = value;
      leftOut.push(...parts);
    }
  }
  return { values, malformed, leftOut };
}

/**
 * @template {string} Choice
 * @param {string} name
 * @param {readonly Choice[]} choices
 * @returns {Codec<Choice>}
 */
export function choiceField(name, choices) {
  return { name, write: String, read: (text) => choices.find((choice) => choice === text) };
}

/**
 * @param {string} name
 * @param {{minimum: number, maximum: number, digits?: number}} range
 * @returns {Codec<number>}
 */
export function numberField(name, { minimum, maximum, digits = 3 }) {
  return {
    name,
    write: (value) => String(Number(value.toFixed(digits))),
    read: (text) => within(Number(text || Number.NaN), minimum, maximum),
  };
}

/**
 * Several numbers behind one name, e.g. `pixel=118,196`; null is written as nothing.
 * @template {string} Key
 * @param {string} name
 * @param {readonly Key[]} keys
 * @param {{minimum: number, maximum: number, digits?: number}} range
 * @returns {Codec<Record<Key, number>|null>}
 */
export function numbersField(name, keys, { minimum, maximum, digits = 3 }) {
  return {
    name,
    write: (value) => (value ? keys.map((key) => String(Number(value[key].toFixed(digits)))).join(",") : ""),
    read: (text) => {
      if (text === "") return null;
      const numbers = text.split(",").map((part) => within(Number(part || Number.NaN), minimum, maximum));
      if (numbers.length !== keys.length || numbers.includes(undefined)) return undefined;
      return /** @type {Record<Key, number>} */ (Object.fromEntries(keys.map((key, i) => [key, numbers[i]])));
    },
  };
}

/**
 * @param {number} value
 * @param {number} minimum
 * @param {number} maximum
 */
function within(value, minimum, maximum) {
  return value >= minimum && value <= maximum ? value : undefined;
}

/** @param {string} text */
function escape(text) {
  return text.replace(ESCAPED, (character) => encodeURIComponent(character));
}
