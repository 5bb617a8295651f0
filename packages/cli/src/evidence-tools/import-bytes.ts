import { Buffer } from "node:buffer";
import { inputBytes } from "../kernel-tools/input-file.ts";

/** A small file whole, or standard input for `-`. Throws `FILE_NOT_FOUND`, `FILE_NOT_READABLE`. */
export async function fileBytes(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of inputBytes(file)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
