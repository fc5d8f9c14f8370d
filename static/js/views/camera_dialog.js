/** A live picture and a shutter. The page's code opens and closes the camera; nothing is sent before the shutter. */
import { t } from "../i18n/messages.js";
import { iconButton, make, textButton } from "./dom.js";

/**
 * @param {HTMLElement} root
 * @param {{shoot: (video: HTMLVideoElement) => void, closeCamera: () => void}} handlers
 * @param {{tip?: string, taken?: (count: number) => string}} [many] tip: of the shutter; taken: stays open for one picture after
 *   the other and says so
 */
export function mountCameraDialog(root, handlers, { tip = t("filters.camera.shoot.tip"), taken } = {}) {
  const title = make("h2", { class: "dialog__title", text: t("filters.camera.title"), id: "camera-title" });
  const dialog = make("dialog", { class: "dialog", "aria-labelledby": "camera-title" });
  const close = iconButton("close", t("shell.close"), t("shell.close"), () => dialog.close());
  close.classList.add("button--quiet");
  const video = make("video", { class: "camera__video", playsinline: "", autoplay: "", "aria-label": t("filters.camera.live") });
  video.muted = true;
  const said = make("p", { class: "small", role: "status" });
  let count = 0;
  const shutter = textButton(t("filters.camera.shoot"), tip, () => {
    handlers.shoot(video);
    count += 1;
    if (taken) said.textContent = taken(count);
    else dialog.close();
  });
  shutter.classList.add("button--primary");
  dialog.append(
    make("div", { class: "dialog__head" }, [title, close]),
    make("div", { class: "dialog__body code-export" }, [video, make("div", { class: "cluster cluster--apart" }, [
      make("p", { class: "small muted", text: t("filters.camera.promise") }), said, shutter,
    ])]),
  );
  dialog.addEventListener("close", () => {
    video.srcObject = null;
    handlers.closeCamera();
  });
  root.append(dialog);
  return {
    /** @param {MediaStream} stream */
    open(stream) {
      video.srcObject = stream;
      count = 0;
      said.textContent = "";
      dialog.showModal();
    },
  };
}
