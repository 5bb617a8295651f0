import type { Clock } from "@plimsoll/foundation";
import { type SigningKey, signingKeyFromSeed } from "@plimsoll/foundation/node";
import { type KeyRing, memoryKeyRing, rehearsalKeys, Site } from "@plimsoll/governor";
import { starterPolicy } from "@plimsoll/kernel";
import {
  type Cosigner,
  type Decision,
  decisionsIn,
  ed25519Cosigner,
  encodeAddCheckpoint,
  type Ledger,
  type LedgerReader,
  mlDsaCosigner,
  mlDsaKeyFromSeed,
  noteVerifierFromVkey,
  openLedger,
  verifierKeyOf,
} from "@plimsoll/ledger";
import {
  ledgerSource,
  type LogSource,
  openWitnessStore,
  Witness,
  type WitnessAnswer,
  type WitnessStore,
} from "../src/index.ts";

export const ORIGIN = "log.example/site";
export const START_MS = 1_790_000_000_000;
export const logKey: SigningKey = signingKeyFromSeed(new Uint8Array(32).fill(3));
export const logVerifier = noteVerifierFromVkey(verifierKeyOf(ORIGIN, logKey.publicKey.raw));

export const cosigners: readonly Cosigner[] = [
  ed25519Cosigner("witness.example/w1", signingKeyFromSeed(new Uint8Array(32).fill(4))),
  mlDsaCosigner("witness.example/w1", mlDsaKeyFromSeed(new Uint8Array(32).fill(5))),
];

/** A clock that is set by hand. */
export class HandClock implements Clock {
  ms = START_MS;
  wallMs(): number {
    return this.ms;
  }
  monotonicMs(): number {
    return this.ms;
  }
}

export interface HonestSite extends Disposable {
  readonly directory: string;
  readonly ledger: Ledger;
  readonly site: Site;
  readonly keys: KeyRing;
  readonly clock: HandClock;
  /** So many times a second passes, a lab is accredited and starts a run: two decisions of one entry and of three. */
  go(steps: number): void;
}

/** A real site over a real ledger. */
export function honestSite(directory: string, clock = new HandClock()): HonestSite {
  const keys = memoryKeyRing(rehearsalKeys("witness"));
  const ledger = openLedger({ directory, origin: ORIGIN, signingKey: logKey, publication: "on-close" });
  const site = new Site({ ledger, keys, clock });
  site.open("witnessed", starterPolicy);
  let labs = 0;
  const go = (steps: number): void => {
    for (let step = 0; step < steps; step += 1) {
      clock.ms += 1_000;
      labs += 1;
      site.accredit(`lab${labs}`, 4, 1_000);
      startRun(site, `lab${labs}`);
    }
  };
  return { directory, ledger, site, keys, clock, go, [Symbol.dispose]: () => site.close() };
}

const startRun = (site: Site, lab: string) =>
  site.must(`start:${lab}`, {
    type: "run.start",
    run: `run-${lab}`,
    lab,
    lineage: `run-${lab}`,
    tier: 1,
    domain: "general",
    basis: { kind: "genesis", seed: lab },
    datasets: [],
    flopPerSecondMax: "1000000000",
  });

export const decisionsOf = (ledger: LedgerReader): Decision[] =>
  [...decisionsIn(ledger.leaves())].map(({ cause, entries }) => ({ cause, entries }));

/** What someone with the log's key can write: any decisions, in a tree and under signatures that are in order. */
export function lyingLedger(directory: string, decisions: readonly Decision[]): Ledger {
  const ledger = openLedger({ directory, origin: ORIGIN, signingKey: logKey, publication: "on-close" });
  ledger.appendAll(decisions);
  return ledger;
}

export interface WitnessSettings {
  readonly source: LogSource;
  readonly directory: string;
  readonly clock?: Clock;
  readonly store?: WitnessStore;
  readonly cosigners?: readonly Cosigner[];
  readonly reports?: string[];
}

export const witnessOf = ({ source, directory, clock, store, reports, ...settings }: WitnessSettings): Witness =>
  new Witness({
    cosigners: settings.cosigners ?? cosigners,
    logs: [{ origin: ORIGIN, keys: [logVerifier], source }],
    store: store ?? openWitnessStore(directory),
    clock: clock ?? { wallMs: () => START_MS + 1_000_000_000, monotonicMs: () => 0 },
    report: (_, fault) => reports?.push(fault.code),
  });

export const witnessOfLedger = (ledgerFolder: string, directory: string): Witness =>
  witnessOf({ source: ledgerSource(ledgerFolder), directory });

/** Asks for a cosignature of the newest checkpoint, from an old size. */
export const askedFor = async (witness: Witness, ledger: LedgerReader, oldSize: number): Promise<WitnessAnswer> =>
  await witness.addCheckpoint(bodyOf(ledger, oldSize));

export const bodyOf = (ledger: LedgerReader, oldSize: number): string =>
  encodeAddCheckpoint({
    oldSize,
    consistencyProof: ledger.proveConsistency(oldSize, ledger.leafCount),
    note: ledger.checkpoint,
  });
