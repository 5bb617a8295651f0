import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { encodeGenesis } from "../../event/genesis-codec.ts";
import type { Genesis } from "../../event/genesis.ts";

/** The files that the separate verifier reads. */
export const evidenceFolder = (folder: string) => ({
  genesis: join(folder, "genesis.cbor"),
  events: join(folder, "events.bin"),
  certificate: join(folder, "certificate.cbor"),
  /** Of the roster that the events are to be judged from, if it is not the genesis. */
  anchor: join(folder, "anchor.txt"),
});

export interface EvidenceEnd {
  /** As `encodeSignedCertificate` writes it; null where none is stable. */
  readonly certificate: Uint8Array | null;
  readonly anchor: string | null;
}

/**
 * Writes what a stranger needs to check a mesh. Events come one by one, so that their number costs no memory; each is written
 * after its length as 4 bytes, big-endian. Throws `FILE_EXISTS` rather than write over older evidence.
 */
export class EvidenceWriter implements Disposable {
  readonly #files: ReturnType<typeof evidenceFolder>;
  #events: number | null;
  #count = 0;

  constructor(folder: string, genesis: Genesis) {
    this.#files = evidenceFolder(folder);
    refuseOldEvidence(folder);
    mkdirSync(folder, { recursive: true });
    writeFileSync(this.#files.genesis, encodeGenesis(genesis), { flag: "wx" });
    this.#events = openSync(this.#files.events, "wx");
  }

  get count(): number {
    return this.#count;
  }

  add(envelope: Uint8Array): void {
    // The number of a closed file may be another file's by now.
    if (this.#events === null) throw new Error("the evidence is closed");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(envelope.length);
    writeSync(this.#events, Buffer.concat([length, envelope]));
    this.#count += 1;
  }

  end({ certificate, anchor }: EvidenceEnd): void {
    if (certificate !== null) writeFileSync(this.#files.certificate, certificate, { flag: "wx" });
    if (anchor !== null) writeFileSync(this.#files.anchor, `${anchor}\n`, { flag: "wx" });
  }

  [Symbol.dispose](): void {
    if (this.#events !== null) closeSync(this.#events);
    this.#events = null;
  }
}

/** Throws `FILE_EXISTS` for a folder with evidence in it. */
export function refuseOldEvidence(folder: string): void {
  const { events, genesis } = evidenceFolder(folder);
  if (existsSync(events) || existsSync(genesis)) throw evidenceExists(folder);
}

const evidenceExists = (folder: string): PlimsollError =>
  new PlimsollError({
    code: "FILE_EXISTS",
    expected: "a folder without evidence of a mesh",
    received: folder,
    fix: "choose another folder",
  });
