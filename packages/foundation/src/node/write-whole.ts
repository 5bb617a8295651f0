import { writeSync } from "node:fs";

/** Writes all of it or throws: a disk that is almost full takes a part, and reports no error. */
export function writeWhole(descriptor: number, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
