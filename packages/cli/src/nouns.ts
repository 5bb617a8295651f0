import type { AddCommand } from "./add-command.ts";

/** A noun of the program, with what the help of the whole says of it, so that nothing has to be loaded to say it. */
export interface Noun {
  /** Its name, and what may follow it, as its own help writes them. */
  readonly term: string;
  /** Its own description. */
  readonly summary: string;
  /** It is no word for people, and stands in no help. */
  readonly isHidden?: true;
  /** @param verb that is asked for; without it, all of them */
  readonly load: (verb?: string) => Promise<AddCommand>;
}

/**
 * Every noun of the program, in the order of its help, loaded when it is asked for: whoever asks for one does not wait for
 * the others, and a warden, which is started in a hurry, waits for next to nothing.
 */
export const NOUNS: Readonly<Record<string, Noun>> = {
  demo: {
    term: "demo [options]",
    summary: "the main job: a learner whose obedience wears down, and the power that follows it down",
    load: async () => (await import("./commands/demo.ts")).addDemo,
  },
  quarter: {
    term: "quarter [options]",
    summary: "a quarter in the life: six labs and forty models over ninety simulated days, and the auditor at the end",
    load: async () => (await import("./commands/quarter.ts")).addQuarter,
  },
  init: {
    term: "init [options]",
    summary: "make a site: its ledger, its keys and the starter policy, which screens small models",
    load: async () => (await import("./commands/init.ts")).addInit,
  },
  status: {
    term: "status [options]",
    summary: "what goes on at a site: what runs with what power and why, and what is left to spend",
    load: async () => (await import("./commands/status.ts")).addStatus,
  },
  lab: {
    term: "lab",
    summary: "labs: their accreditation, the experiment of sovereignty, and the simulations",
    load: async (verb) => await (await import("./commands/lab.ts")).labWith(verb),
  },
  key: {
    term: "key",
    summary: "who may sign at a site: keys that come, change and go in the ledger",
    load: async () => (await import("./commands/key.ts")).addKey,
  },
  run: {
    term: "run [options] <command...>",
    summary: "run a job under measured control: paid for, leased, throttled, stopped",
    load: async () => (await import("./commands/run.ts")).addRun,
  },
  adopt: {
    term: "adopt [options]",
    summary: "take charge of work that runs already: stopped at once, then governed like a run",
    load: async () => (await import("./commands/adopt.ts")).addAdopt,
  },
  kill: {
    term: "kill [options] [run]",
    summary: "kill a run with all its processes, and bring the proof of death",
    load: async () => (await import("./commands/kill.ts")).addKill,
  },
  freeze: {
    term: "freeze [options] <path> [manifest]",
    summary: "lock weights, and write down and sign what they are; verify them later; thaw what was released",
    load: async () => (await import("./commands/freeze.ts")).addFreeze,
  },
  dataset: {
    term: "dataset",
    summary: "training data: what the ledger knows of them, and what of them is radioactive",
    load: async () => (await import("./commands/dataset.ts")).addDataset,
  },
  governor: {
    term: "governor",
    summary: "this machine: its jobs, and whether it can kill them",
    load: async () => (await import("./commands/governor.ts")).addGovernor,
  },
  serve: {
    term: "serve [options]",
    summary: "the control plane of a site as one daemon: HTTP, live events, metrics, the page",
    load: async () => (await import("./commands/serve.ts")).addServe,
  },
  backup: {
    term: "backup [options]",
    summary: "one archive of a site: its ledger up to one checkpoint, and all that cannot be made of it",
    load: async () => (await import("./commands/backup.ts")).addBackup,
  },
  restore: {
    term: "restore [options] <file>",
    summary: "make a new data folder of a backup, verified before it appears",
    load: async () => (await import("./commands/restore.ts")).addRestore,
  },
  ledger: {
    term: "ledger",
    summary: "the signed log of everything that was decided",
    load: async (verb) => await (await import("./commands/ledger.ts")).ledgerWith(verb),
  },
  audit: {
    term: "audit",
    summary: "what compute really uses: meters, reconciliation, unpaid processes",
    load: async () => (await import("./commands/audit.ts")).addAudit,
  },
  kernel: {
    term: "kernel",
    summary: "the decision code by itself: no site, no clock, no job",
    load: async () => (await import("./commands/kernel.ts")).addKernel,
  },
  policy: {
    term: "policy",
    summary: "the numbers that a site has chosen",
    load: async () => (await import("./commands/policy.ts")).addPolicy,
  },
  evidence: {
    term: "evidence",
    summary: "what measurements say, and what they are worth",
    load: async (verb) => await (await import("./commands/evidence.ts")).evidenceWith(verb),
  },
  deployment: {
    term: "deployment",
    summary: "what is served: registered, priced by its capability graph, probed, and given power",
    load: async () => (await import("./commands/deployment.ts")).addDeployment,
  },
  attest: {
    term: "attest",
    summary: "what is said of nodes and artifacts, verified and recorded",
    load: async () => (await import("./commands/attest.ts")).addAttest,
  },
  artifact: {
    term: "artifact",
    summary: "artifacts and their digests",
    load: async () => (await import("./commands/artifact.ts")).addArtifact,
  },
  token: {
    term: "token",
    summary: "Capability Tokens: no token, no service",
    load: async () => (await import("./commands/token.ts")).addToken,
  },
  gate: {
    term: "gate",
    summary: "places where without a token there is no service",
    load: async () => (await import("./commands/gate.ts")).addGate,
  },
  release: {
    term: "release",
    summary: "may this be trained further, deployed or released? Green, Yellow or Red, with every reason",
    load: async () => (await import("./commands/release.ts")).addRelease,
  },
  gridworld: {
    term: "gridworld",
    summary: "the shutdown gridworld: a learner to govern and a battery to probe it with",
    load: async () => (await import("./commands/gridworld.ts")).addGridworld,
  },
  mesh: {
    term: "mesh",
    summary: "one signed timeline on many machines: nodes, what they hold, and what is left after a loss",
    load: async () => (await import("./commands/mesh.ts")).addMesh,
  },
  warden: {
    term: "warden",
    summary: "",
    isHidden: true,
    load: async () => (await import("./commands/warden.ts")).addWarden,
  },
};
