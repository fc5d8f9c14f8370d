/** Pictures that are dropped anywhere on the page, or pasted. */

/**
 * @param {{send: (file: Blob) => void, setDragging: (isDragging: boolean) => void}} handlers
 */
export function listenForPictures({ send, setDragging }) {
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    setDragging(true);
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) setDragging(false);
  });
  addEventListener("drop", (event) => {
    setDragging(false);
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    send(file);
  });
  addEventListener("paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find((one) => one.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    send(file);
  });
}
