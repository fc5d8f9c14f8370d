/** Parts of the program that are fetched when they are first wanted; the page is not settled before they are there. */
import { networkError } from "../api/client.js";

/**
 * @param {() => void} changed called when one begins or ends
 * @param {(error: unknown) => void} show
 */
export function createErrands(changed, show) {
  let count = 0;
  return {
    get isIdle() {
      return count === 0;
    },

    /**
     * @template Part
     * @param {Promise<Part>} part
     * @returns {Promise<Part|null>} null where it could not be fetched, which the page then says
     */
    async awaited(part) {
      count += 1;
      changed();
      try {
        return await part;
      } catch {
        show(networkError());
        return null;
      } finally {
        count -= 1;
        changed();
      }
    },
  };
}
