/** Pictures taken with the camera: of the page where browsers allow it, else of the phone. */
import { mountCameraDialog } from "../../views/camera_dialog.js";

/**
 * @param {HTMLElement} root of dialogs
 * @param {{send: (file: Blob) => void, explain: (key: string) => void}} handlers
 * @param {Parameters<typeof mountCameraDialog>[2]} [many]
 */
export function createCamera(root, { send, explain }, many) {
  /** @type {MediaStream|null} */
  let stream = null;

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
  }

  /** @param {HTMLVideoElement} video */
  function shoot(video) {
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    canvas.toBlob((blob) => blob && send(blob), "image/png");
  }

  const dialog = mountCameraDialog(root, { shoot, closeCamera: stop }, many);

  return async function open() {
    // Browsers show the camera to secure pages only; a phone can still take a picture through its own camera application.
    if (!navigator.mediaDevices?.getUserMedia) {
      openPhoneCamera(send);
      return;
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    } catch {
      explain("filters.camera.refused");
      return;
    }
    dialog.open(stream);
  };
}

/** @param {(file: Blob) => void} send */
function openPhoneCamera(send) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/jpeg,image/png";
  input.setAttribute("capture", "environment");
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) send(file);
  });
  input.click();
}
