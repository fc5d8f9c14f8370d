/** What the Training page asks of the server, when, and what becomes of the answers. The watched run's own story is in watching.js. */
import * as api from "../../api/training.js";
import { ApiError } from "../../api/client.js";
import { newestWins } from "../../core/newest.js";
import * as questions from "./questions.js";
import { takeRecorded } from "./record.js";
import { settled } from "./shown.js";
import { assign } from "./state.js";

/** @typedef {import("../../types_training.js").TrainingState} TrainingState */

// A class of two hundred that looks at a running network asks no faster than this.
const PACE_MS = 300;

/**
 * The store, with `shown` always made of what there is.
 * @param {ReturnType<typeof import("../../core/store.js").createStore<TrainingState>>} store
 */
export function settling(store) {
  return {
    ...store,
    /**
     * @template {unknown[]} Inputs
     * @param {(state: TrainingState, ...inputs: Inputs) => TrainingState} action
     * @param {Inputs} inputs
     */
    run(action, ...inputs) {
      store.run((state) => settled(action(state, ...inputs)));
    },
  };
}

/**
 * @param {ReturnType<typeof settling>} store
 * @param {() => void} ended called whenever one kind of request has been answered for good
 */
export function createEffects(store, ended) {
  /** @param {Partial<TrainingState>} fields */
  const take = (fields) => store.run(assign, fields);

  /** @param {unknown} error */
  function show(error) {
    if (error instanceof ApiError) take({ error: error.info });
    else throw error;
  }

  const isIdle = () => askers.every((one) => one.isIdle);

  /** Whatever was asked has been answered, be it by nothing new. */
  function settle() {
    if (store.get().busy === isIdle()) take({ busy: !isIdle() });
    ended();
  }

  const askers = [
    asker(questions.describing, api.describeNetwork, (description, described) => take({ description, described })),
    asker(questions.previewing, api.fetchActivations, (activations, { subject, picture }) => {
      if (subject.kind === "preview") take({ preview: { activations, spec: subject.spec, picture } });
      requestAnimationFrame(() => performance.mark("convscope:shown"));
    }),
    asker(questions.rewinding, api.fetchMoment, (snapshot, { id, step }) => store.run(takeRecorded, id, step, snapshot)),
    asker(questions.drawing, api.fetchActivations, (activations) => {
      const { drawing } = store.get();
      if (drawing.pixels) take({ drawing: { ...drawing, activations } });
    }),
    asker(questions.looking, api.fetchActivations, (activations, { picture }) => {
      take({ looked: { activations, picture, step: activations.step } });
    }),
    asker(questions.opening, api.fetchUnit, (unitView, _asked, isCurrent) => {
      if (isCurrent) take({ unitView });
    }),
    asker(questions.confusing, picturesOf, (confusionPictures, _asked, isCurrent) => {
      if (isCurrent) take({ confusionPictures });
    }),
  ];

  /**
   * One kind of question: asked at once when it is another, at leisure when only training went on.
   * @template Asked, Answered
   * @param {(state: TrainingState) => import("./questions.js").Question<Asked>|null} ask
   * @param {(asked: Asked, signal: AbortSignal) => Promise<Answered>} fetchAnswer
   * @param {(answer: Answered, asked: Asked, isCurrent: boolean) => void} done isCurrent: nothing but time has gone on since
   */
  function asker(ask, fetchAnswer, done) {
    let same = "";
    let at = -1;
    let askedAt = 0;
    let timer = 0;
    /** What was said of the last question, to be taken back when one is answered. @type {import("../../types.js").ErrorInfo|null} */
    let told = null;
    const requests = newestWins(
      async (/** @type {import("./questions.js").Question<Asked>} */ { asked }, signal) => fetchAnswer(asked, signal),
      {
        done(answer, question) {
          if (told && store.get().error === told) take({ error: null });
          told = null;
          done(answer, question.asked, question.same === same);
        },
        failed(error) {
          show(error);
          told = store.get().error;
        },
        ended: settle,
      },
    );

    /** @param {import("./questions.js").Question<Asked>} question */
    function request(question) {
      clearTimeout(timer);
      timer = 0;
      ({ same, at } = question);
      askedAt = performance.now();
      requests.request(question);
    }

    function later() {
      timer = 0;
      const question = ask(store.get());
      if (question && (question.same !== same || question.at !== at)) request(question);
    }

    return {
      /** @param {TrainingState} state */
      sync(state) {
        const question = ask(state);
        if (!question) {
          clearTimeout(timer);
          timer = 0;
          same = "";
          requests.drop();
        } else if (question.same !== same) request(question);
        else if (question.at !== at && timer === 0) {
          const rest = questions.isMoving(state) ? askedAt + PACE_MS - performance.now() : 0;
          if (rest <= 0) request(question);
          else timer = window.setTimeout(later, rest);
        }
      },
      get isIdle() {
        return requests.isIdle && timer === 0;
      },
    };
  }

  return {
    /** Whether everything that was asked has been answered. */
    get isIdle() {
      return isIdle();
    },
    /** Ask for whatever the change makes necessary. @param {TrainingState} state */
    sync(state) {
      for (const one of askers) one.sync(state);
      const busy = !isIdle();
      if (busy !== state.busy) take({ busy });
    },
    show,
  };
}

/**
 * @param {{id: string, indices: number[]}} asked
 * @param {AbortSignal} signal
 */
async function picturesOf(asked, signal) {
  return asked.indices.length > 0 ? api.fetchPictures(asked, signal) : [];
}
