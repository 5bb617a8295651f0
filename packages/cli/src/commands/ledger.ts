import { nounOf } from "../verbs.ts";

export const ledgerWith = nounOf("ledger", "the signed log of everything that was decided", {
  verify: async () => (await import("../ledger-tools/verify-command.ts")).addVerify,
  prove: async () => (await import("../ledger-tools/prove-command.ts")).addProve,
  check: async () => (await import("../ledger-tools/check-command.ts")).addCheck,
  export: async () => (await import("../ledger-tools/export-command.ts")).addExport,
  tail: async () => (await import("../ledger-tools/tail-command.ts")).addTail,
  fsck: async () => (await import("../ledger-tools/fsck-command.ts")).addFsck,
  anchor: async () => (await import("../ledger-tools/anchor-command.ts")).addAnchor,
  witness: async () => (await import("../ledger-tools/witness-command.ts")).addWitness,
  bench: async () => (await import("../ledger-tools/bench-command.ts")).addBench,
});
