// SPDX-License-Identifier: Apache-2.0
// Photos are made smaller on the phone: a camera's 12 megapixels cost the citizen data and show nothing more.

const LONGEST_SIDE = 2000; // pixels: an A4 page photographed at about 170 dpi, small print stays readable
const QUALITY = 0.85;
const SHRINKABLE = /^image\/(jpeg|png|webp)$/;

async function draw(photo: ImageBitmap): Promise<Blob | null> {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(photo.width, photo.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(photo.width * scale);
  canvas.height = Math.round(photo.height * scale);
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.fillStyle = "#fff"; // JPEG has no transparency
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(photo, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

/** A smaller JPEG of `file`, or `file` itself where it is no photo, unreadable, or already small. */
export async function shrink(file: File): Promise<File> {
  if (!SHRINKABLE.test(file.type)) return file;
  try {
    const photo = await createImageBitmap(file, { imageOrientation: "from-image" });
    const smaller = await draw(photo);
    photo.close();
    if (!smaller || smaller.size >= file.size) return file;
    const name = file.name.replace(/\.\w+$/, "") + ".jpg";
    return new File([smaller], name, { type: smaller.type, lastModified: file.lastModified });
  } catch {
    return file; // the server decides what it is
  }
}
