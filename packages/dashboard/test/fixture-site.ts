import { readFileSync } from "node:fs";
import { type CanonicalValue, canonicalJson } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { modelNamed, modelStatus } from "@plimsoll/evidence";
import {
  apply,
  decide,
  emptyState,
  type KernelState,
  POWER_REASONS,
  power,
  type StampedCommand,
} from "@plimsoll/kernel";
import { encodeTlogProof, type Ledger, memoryLedger, verifierKeyOf } from "@plimsoll/ledger";

const STORY = new URL("../../../spec/vectors/kernel/story.jsonl", import.meta.url);

/** Commands of the story until its first run has full power and its first deployment serves. */
const COMMANDS = 72;

/** A site whose log and state are real: the kernel's story, decided and recorded. */
export interface FixtureSite {
  readonly state: KernelState;
  readonly ledger: Ledger;
  readonly vkey: string;
  readonly origin: string;
  readonly nowMs: number;
}

export const ORIGIN = "fixture.example/plimsoll";

export function fixtureSite(): FixtureSite {
  const key = signingKeyFromSeed(new Uint8Array(32).fill(7));
  const ledger = memoryLedger({ origin: ORIGIN, signingKey: key });
  const commands = readFileSync(STORY, "utf8").trim().split("\n").slice(0, COMMANDS);
  let state = emptyState();
  for (const line of commands) {
    const { command } = JSON.parse(line) as { readonly command: StampedCommand };
    const decision = decide(state, command);
    if (decision.kind !== "decided") continue;
    state = decision.entries.reduce(apply, state);
    ledger.append(decision.entries.map((entry) => canonicalJson(entry as unknown as CanonicalValue)));
  }
  return {
    state,
    ledger,
    vkey: verifierKeyOf(ORIGIN, key.publicKey.raw),
    origin: ORIGIN,
    nowMs: state.clockMs + 5_000,
  };
}

export const placedEntries = ({ ledger }: FixtureSite, from: number, limit: number): readonly object[] =>
  [...ledger.entries(from)].slice(0, limit).map(({ index, text }) => ({ index, entry: JSON.parse(text) as object }));

export const provenLeaves = ({ ledger }: FixtureSite, index: number): readonly { leaf: string; proof: string }[] =>
  ledger.prove(index).map(({ leafIndex, leaf, hashes, checkpoint }) => ({
    leaf: Buffer.from(leaf).toString("base64"),
    proof: encodeTlogProof({ index: leafIndex, inclusionProof: hashes, checkpoint, extra: null }),
  }));

export function statusOf({ state, nowMs }: FixtureSite, name: string) {
  const model = modelNamed(state, name);
  if (!model.ok || state.site === null) throw new Error(`no model is called ${name}`);
  return modelStatus(state, state.site, model.value, nowMs);
}

export function powerOf({ state, nowMs }: FixtureSite, name: string) {
  const { levelPpm, band, reasons } = power(state, name, nowMs);
  return { levelPpm, band, reasons: reasons.map((code) => ({ code, ...POWER_REASONS[code] })) };
}
