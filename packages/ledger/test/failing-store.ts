import type { LedgerStore } from "../src/store/ledger-store.ts";

/** Counts the calls to a store and fails one of them, before it does anything. */
export class FailingStore {
  calls = 0;
  /** The name of the call that failed; `undefined` as long as none has. */
  failed: string | undefined;
  readonly store: LedgerStore;

  constructor(store: LedgerStore, failAt: number, fault: () => Error) {
    this.store = new Proxy(store, {
      get: (target, name: keyof LedgerStore) => {
        if (typeof target[name] !== "function") return target[name];
        return (...args: unknown[]) => {
          this.calls += 1;
          if (this.calls === failAt && name !== "close") {
            this.failed = name;
            throw fault();
          }
          return (target[name] as (...args: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  }
}
