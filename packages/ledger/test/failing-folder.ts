import type { LedgerFolder } from "../src/folder/ledger-folder.ts";

/** What becomes of a process whose call failed. */
export type Failure =
  /** The one call fails, and the process goes on. */
  | "error"
  /** The process is dead: this call and all later ones fail, before they do anything. */
  | "death";

/** Counts the calls to the parts of a folder and fails one of them, before it does anything. */
export class FailingFolder {
  calls = 0;
  /** The name of the call that failed; `undefined` as long as none has. */
  failed: string | undefined;
  readonly folder: LedgerFolder;

  constructor(folder: LedgerFolder, failAt: number, fault: () => Error, failure: Failure = "error") {
    const guarded = <T extends object>(part: T, prefix: string): T =>
      new Proxy(part, {
        get: (target, name: string & keyof T) => {
          const value = target[name];
          if (typeof value !== "function") return value;
          return (...args: unknown[]) => {
            this.calls += 1;
            const fails = failure === "error" ? this.calls === failAt : this.calls >= failAt;
            if (fails && name !== "close") {
              this.failed ??= `${prefix}${name}`;
              throw fault();
            }
            return (value as (...args: unknown[]) => unknown).apply(target, args);
          };
        },
      });
    const log = guarded(folder.log, "log.");
    const index = guarded(folder.index, "index.");
    this.folder = guarded({ ...partsOf(folder), log, index }, "");
  }
}

/** The methods of a folder that may be a class, as own fields. */
const partsOf = (folder: LedgerFolder): Omit<LedgerFolder, "log" | "index"> => ({
  published: (file) => folder.published(file),
  publish: (file, content) => folder.publish(file, content),
  snapshots: () => folder.snapshots(),
  readSnapshot: (leafCount) => folder.readSnapshot(leafCount),
  writeSnapshot: (leafCount, bytes) => folder.writeSnapshot(leafCount, bytes),
  removeSnapshot: (leafCount) => folder.removeSnapshot(leafCount),
  keepTorn: (offset, bytes) => folder.keepTorn(offset, bytes),
  close: () => folder.close(),
});
