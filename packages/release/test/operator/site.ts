import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SigningKey, signingKeyFromSeed } from "@plimsoll/foundation/node";
import type { RingKey } from "../../src/evolution/key-ring.ts";
import { addKey } from "../../src/node/desk/keys.ts";
import { evaluateFolder, type FolderAnswer } from "../../src/node/desk/evaluate-folder.ts";
import type { DeskPorts } from "../../src/node/desk/folder-question.ts";
import { writeGolden } from "../../src/node/desk/write-golden.ts";
import { withStore } from "../../src/node/store/with-store.ts";
import { readReleaseStore } from "../../src/node/store/read-store.ts";
import type { Bodies, Draft } from "../../src/record/bodies.ts";
import type { RecordKind, ReleaseRecord } from "../../src/record/record.ts";

export const DAY_MS = 86_400_000;
export const NOON_MS = 20_779 * DAY_MS + DAY_MS / 2;

export const keyNo = (digit: number): SigningKey => signingKeyFromSeed(new Uint8Array(32).fill(digit));
export const [ADA, BO, CY, STRANGER] = [1, 2, 3, 4].map(keyNo) as [SigningKey, SigningKey, SigningKey, SigningKey];

/** A site in a folder of its own, at a time that the test sets. */
export class Site implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "plimsoll-operator-"));
  readonly store = join(this.folder, "store");
  readonly dossier = join(this.folder, "dossier");
  nowMs = NOON_MS;
  readonly clock = { wallMs: () => this.nowMs, monotonicMs: () => 0 };

  golden(id: string): this {
    writeGolden(id, this.dossier, NOON_MS);
    return this;
  }

  /** A file of a private key. */
  keyFile(key: SigningKey): string {
    const file = join(this.folder, `${key.keyId}.pem`);
    writeFileSync(file, key.toPem());
    return file;
  }

  async knows(name: string, key: SigningKey, role: RingKey["role"], ...by: readonly SigningKey[]): Promise<void> {
    const signing = by.map((each) => this.keyFile(each));
    const asked = { name, role, publicKey: key.publicKey.toPem(), why: "a test", signing };
    const added = await addKey(this.store, asked, this.clock);
    if (!added.ok) throw new Error(added.error);
  }

  async evaluated(change: Partial<DeskPorts> = {}): Promise<FolderAnswer> {
    const asked = { folder: this.dossier, store: this.store, question: null, by: null, corpora: [], owners: [] };
    const ports = { clock: this.clock, environment: {}, kernelWord: () => [], wait: async () => {}, onStep: () => {} };
    return evaluateFolder({ ...asked, isRepairOn: true, cacheFolder: null }, { ...ports, ...change });
  }

  /** Writes into the log what no command would. */
  async forge(...drafts: readonly Draft[]): Promise<void> {
    await withStore(this.store, ({ store }) => store.append(drafts, this.nowMs));
  }

  records(): readonly ReleaseRecord[] {
    using reader = readReleaseStore(this.store);
    return reader.records();
  }

  bodies<K extends RecordKind>(kind: K): readonly Bodies[K][] {
    using reader = readReleaseStore(this.store);
    return reader
      .records()
      .filter((record) => record.kind === kind)
      .map((record) => reader.kept(record).body as Bodies[K]);
  }

  change(file: string, edit: (text: string) => string): void {
    const path = join(this.dossier, file);
    writeFileSync(path, edit(readFileSync(path, "utf8")));
  }

  path(...names: readonly string[]): string {
    mkdirSync(this.folder, { recursive: true });
    return join(this.folder, ...names);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
