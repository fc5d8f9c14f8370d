import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["static/vendor/", "node_modules/", ".venv/", "dist/"] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "array-callback-return": "error",
      "consistent-return": "error",
      eqeqeq: "error",
      "no-alert": "error",
      "no-console": "error",
      "no-constructor-return": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-param-reassign": "error",
      "no-self-compare": "error",
      "no-shadow": "error",
      "no-template-curly-in-string": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "none" }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
  {
    files: ["static/js/**/*.js"],
    languageOptions: { globals: globals.browser },
    rules: {
      // Old globals that hide a forgotten variable, and the one event that every handler must be given.
      "no-restricted-globals": ["error", "event", "name", "status", "length", "top", "parent", "self", "origin"],
    },
  },
  {
    // Time belongs to the pages' one clock, and requests to their effects: a view that waits or fetches cannot be replayed.
    files: ["static/js/{core,geometry,draw,views}/**/*.js"],
    rules: {
      "no-restricted-globals": [
        "error",
        ...["event", "name", "status", "length", "top", "parent", "self", "origin"],
        ...["setTimeout", "setInterval", "fetch", "EventSource", "XMLHttpRequest"],
      ],
    },
  },
  {
    // Pure: the same answer in Node as in a browser.
    files: ["static/js/{core,geometry}/**/*.js"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "MemberExpression[object.name='Math'][property.name='random']", message: "Give the seed in the state." },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: "Time comes from the page's clock." },
      ],
    },
  },
  {
    files: ["tests/js/**/*.js", "eslint.config.js"],
    languageOptions: { globals: globals.node },
  },
];
