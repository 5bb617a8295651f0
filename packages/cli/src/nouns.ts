import type { AddCommand } from "./add-command.ts";

/**
 * Every noun of the program, in the order of its help, loaded when it is asked for: whoever asks for one does not wait for
 * the others, and a warden, which is started in a hurry, waits for next to nothing.
 */
export const NOUNS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  demo: async () => (await import("./commands/demo.ts")).addDemo,
  init: async () => (await import("./commands/init.ts")).addInit,
  lab: async () => (await import("./commands/lab.ts")).addLab,
  key: async () => (await import("./commands/key.ts")).addKey,
  run: async () => (await import("./commands/run.ts")).addRun,
  adopt: async () => (await import("./commands/adopt.ts")).addAdopt,
  kill: async () => (await import("./commands/kill.ts")).addKill,
  freeze: async () => (await import("./commands/freeze.ts")).addFreeze,
  dataset: async () => (await import("./commands/dataset.ts")).addDataset,
  governor: async () => (await import("./commands/governor.ts")).addGovernor,
  serve: async () => (await import("./commands/serve.ts")).addServe,
  backup: async () => (await import("./commands/backup.ts")).addBackup,
  restore: async () => (await import("./commands/restore.ts")).addRestore,
  ledger: async () => (await import("./commands/ledger.ts")).addLedger,
  audit: async () => (await import("./commands/audit.ts")).addAudit,
  kernel: async () => (await import("./commands/kernel.ts")).addKernel,
  policy: async () => (await import("./commands/policy.ts")).addPolicy,
  evidence: async () => (await import("./commands/evidence.ts")).addEvidence,
  deployment: async () => (await import("./commands/deployment.ts")).addDeployment,
  attest: async () => (await import("./commands/attest.ts")).addAttest,
  artifact: async () => (await import("./commands/artifact.ts")).addArtifact,
  token: async () => (await import("./commands/token.ts")).addToken,
  gate: async () => (await import("./commands/gate.ts")).addGate,
  release: async () => (await import("./commands/release.ts")).addRelease,
  gridworld: async () => (await import("./commands/gridworld.ts")).addGridworld,
  mesh: async () => (await import("./commands/mesh.ts")).addMesh,
  warden: async () => (await import("./commands/warden.ts")).addWarden,
};
