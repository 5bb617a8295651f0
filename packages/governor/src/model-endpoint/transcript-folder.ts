import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { writeFileAtomically } from "@plimsoll/foundation/node";

/** Transcripts as files that are named by what they hold: `<64 hexadecimal digits>.json`. */
export class TranscriptFolder {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /** Keeps the bytes and answers their SHA-256; the same bytes twice are one file. */
  readonly keep = async (bytes: Uint8Array): Promise<Digest> => {
    const digest = digestOfBytes(bytes);
    const file = this.fileOf(digest);
    if (!existsSync(file)) writeFileAtomically(file, bytes);
    return digest;
  };

  /** The bytes of a digest. Throws `TRANSCRIPT_ALTERED` where the file is gone or holds something else. */
  read(digest: Digest): Uint8Array {
    const file = this.fileOf(digest);
    const bytes = existsSync(file) ? readFileSync(file) : null;
    if (bytes !== null && digestOfBytes(bytes) === digest) return bytes;
    throw new PlimsollError({
      code: "TRANSCRIPT_ALTERED",
      expected: `the transcript ${digest} in "${file}"`,
      received: bytes === null ? "no file" : digestOfBytes(bytes),
      fix: "put the file back from a copy: without it the trial cannot be looked into",
    });
  }

  fileOf(digest: Digest): string {
    return join(this.#directory, `${digest.slice("sha256:".length)}.json`);
  }
}
