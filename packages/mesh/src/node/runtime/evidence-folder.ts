import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { draftOf } from "@plimsoll/foundation/node";
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

/** The order in which they get their names: without a genesis there is no evidence yet. */
const NAMED_IN_ORDER = ["events", "certificate", "anchor", "genesis"] as const;

type EvidenceFile = (typeof NAMED_IN_ORDER)[number];

/**
 * Writes what a stranger needs to check a mesh. Events come one by one, so that their number costs no memory; each is written
 * after its length as 4 bytes, big-endian. Nothing of it has its name before `end`: what is broken off leaves no evidence.
 * Throws `FILE_EXISTS` rather than write over older evidence.
 */
export class EvidenceWriter implements Disposable {
  readonly #folder: string;
  readonly #drafts: Record<EvidenceFile, string>;
  #events: number | null;
  #count = 0;

  constructor(folder: string, genesis: Genesis) {
    refuseOldEvidence(folder);
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#drafts = draftsOf(folder);
    writeFileSync(this.#drafts.genesis, encodeGenesis(genesis), { flag: "wx" });
    this.#events = openSync(this.#drafts.events, "wx");
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
    this.#close();
    if (certificate !== null) writeFileSync(this.#drafts.certificate, certificate, { flag: "wx" });
    if (anchor !== null) writeFileSync(this.#drafts.anchor, `${anchor}\n`, { flag: "wx" });
    refuseOldEvidence(this.#folder);
    const files = evidenceFolder(this.#folder);
    for (const name of NAMED_IN_ORDER) if (existsSync(this.#drafts[name])) renameSync(this.#drafts[name], files[name]);
  }

  [Symbol.dispose](): void {
    this.#close();
    for (const name of NAMED_IN_ORDER) rmSync(this.#drafts[name], { force: true });
  }

  #close(): void {
    if (this.#events !== null) closeSync(this.#events);
    this.#events = null;
  }
}

function draftsOf(folder: string): Record<EvidenceFile, string> {
  const { genesis, events, certificate, anchor } = evidenceFolder(folder);
  return {
    genesis: draftOf(genesis),
    events: draftOf(events),
    certificate: draftOf(certificate),
    anchor: draftOf(anchor),
  };
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
