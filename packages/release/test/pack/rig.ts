import { canonicalJson, type CanonicalValue, type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import { type SigningKey, signingKeyFromSeed } from "@plimsoll/foundation/node";
import { openLedger } from "@plimsoll/ledger";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shipping } from "../../src/node/desk/shipped.ts";
import { shippedFrameworks } from "../../src/node/pack/framework-data.ts";
import type { Draft } from "../../src/record/bodies.ts";
import { placedDrafts } from "../../src/record/place-drafts.ts";
import { recordLine } from "../../src/record/record-line.ts";
import type { ReleaseRecord } from "../../src/record/record.ts";
import type { PackMaterial } from "../../src/report/material.ts";
import {
  evaluationDrafts,
  incident,
  inputOf,
  NOON_MS,
  POLICY,
  REFUTED,
  siteDrafts,
  type Told,
  told,
  withdrawal,
} from "./fixtures.ts";

export const KEY = signingKeyFromSeed(new Uint8Array(32).fill(7));

/** A log as values: what a store would hold. */
export interface ToldLog {
  readonly records: readonly ReleaseRecord[];
  readonly blobs: ReadonlyMap<Digest, Uint8Array>;
}

/** Places drafts one decision after the other, each list at its own time. */
export function logOf(steps: readonly (readonly Draft[])[], inputs: readonly Told[]): ToldLog {
  const records: ReleaseRecord[] = [];
  const blobs = new Map<Digest, Uint8Array>();
  const keep = (bytes: Uint8Array): void => void blobs.set(digestOf(bytes), bytes);
  for (const input of inputs) keep(utf8(canonicalJson(inputOf(input) as unknown as CanonicalValue)));
  for (const [place, drafts] of steps.entries()) {
    const end = { sequence: records.length, at: records.at(-1)?.at ?? 0 };
    for (const { record, body } of placedDrafts(drafts, end, NOON_MS + place)) {
      records.push(record);
      keep(body);
    }
  }
  return { records, blobs };
}

/** One evaluation on a fresh site. */
export const singleLog = (of: Told): ToldLog => logOf([siteDrafts(), evaluationDrafts(of)], [of]);

/** A subject with a past that nobody would show by choice, another subject, and an incident behind the decision. */
export function historyLog(of: Told = told({ evaluation: "evaluation-5" })): ToldLog {
  const red = told({ evaluation: "evaluation-1", colour: "RED", reasons: [REFUTED] });
  const aborted = told({ evaluation: "evaluation-2", isDecided: false });
  const withdrawn = told({ evaluation: "evaluation-3" });
  const other = told({ evaluation: "evaluation-4", subject: "egret-1b" });
  const all = [red, aborted, withdrawn, other, of];
  const steps = [...all.map(evaluationDrafts), [withdrawal(withdrawn)], [incident(of)]];
  return logOf([siteDrafts(), ...steps], all);
}

export function materialOf({ records, blobs }: ToldLog, evaluation: string): PackMaterial {
  const bodyOf = (digest: Digest): unknown => JSON.parse(new TextDecoder().decode(blobs.get(digest)));
  const opened = records.find((record) => record.kind === "evaluation.opened" && record.evaluation === evaluation);
  const { input } = bodyOf(opened?.body as Digest) as { readonly input: Digest };
  return {
    evaluation,
    records: records.map((record) => ({ record, body: bodyOf(record.body) })),
    policy: POLICY,
    input: bodyOf(input) as PackMaterial["input"],
    frameworks: shippedFrameworks().frameworks,
    ships: shipping(),
  };
}

export interface TemporaryFolder extends Disposable {
  readonly path: string;
}

/** It goes with the test. */
export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), "plimsoll-pack-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes a log as a real ledger: seven records at once, and each that tells of a pack by itself. */
export function writeLedger(directory: string, { records }: ToldLog, key: SigningKey = KEY): void {
  using ledger = openLedger({ directory, origin: "example.org/heron", signingKey: key });
  const packs = records.filter(({ kind }) => kind === "pack.built");
  const others = records.filter(({ kind }) => kind !== "pack.built");
  for (let from = 0; from < others.length; from += 7)
    ledger.append(others.slice(from, from + 7).map((record) => recordLine(record)));
  for (const record of packs) ledger.append([recordLine(record)]);
}

export const blobOf =
  ({ blobs }: ToldLog) =>
  (digest: Digest): Uint8Array => {
    const bytes = blobs.get(digest);
    if (bytes === undefined) throw new Error(`no blob ${digest}`);
    return bytes;
  };
