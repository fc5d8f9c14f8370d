/**
 * Runs before the first paint, as a classic script in the head, so that a dark room never sees a white flash: puts the theme that
 * was chosen earlier on the root element, and notes whether the page is shown inside another site's frame.
 * The key and the values are those of core/theme_choice.js (a module would come too late).
 */
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem("convscope.theme");
    if (theme === "light" || theme === "dark" || theme === "projector") root.dataset.theme = theme;
  } catch {
    // No storage (private window, blocked in a frame): the system's theme stays.
  }
  if (window.self !== window.top) root.dataset.embedded = "";
})();
