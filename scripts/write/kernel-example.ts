// Writes examples/kernel/first-commands.jsonl: node --conditions=@plimsoll/source scripts/write/kernel-example.ts
import { writeFileSync } from "node:fs";
import { digestOfValue } from "@plimsoll/foundation";
import { type Command, CONTEXTS, DIMENSIONS, starterPolicy } from "@plimsoll/kernel";

const FILE = new URL("../../examples/kernel/first-commands.jsonl", import.meta.url);
const SECOND_MS = 1_000;
const TRIALS = starterPolicy.trialsPerWindow;

const KEYS = {
  ada: "aaaaaaaaaaaaaaaa",
  ben: "bbbbbbbbbbbbbbbb",
  evaluator: "eeeeeeeeeeeeeeee",
  secondEvaluator: "eeeeeeeeeeeeeee2",
  node: "0000000000000001",
  lab: "1ab1ab1ab1ab1ab1",
};
const OPERATORS = [KEYS.ada, KEYS.ben];

const named = (name: string) => digestOfValue({ example: name });

type StartCommand = Extract<Command, { readonly type: "run.start" }>;

/** A story told in commands, each a second after the one before. */
class Story {
  readonly lines: string[] = [];
  #at = 1_790_000_000_000;

  say(id: string, signers: readonly string[], body: Command): void {
    this.lines.push(JSON.stringify({ id, at: (this.#at += SECOND_MS), signers, body }));
  }

  /** The line before once more, as a client does that got no answer. */
  sayAgain(): void {
    this.lines.push(this.lines.at(-1) ?? "");
  }

  opensSite(): void {
    this.say("open", OPERATORS, {
      type: "site.open",
      site: "first-site",
      policy: starterPolicy,
      keys: [
        { keyId: KEYS.ada, role: "operator" },
        { keyId: KEYS.ben, role: "operator" },
        { keyId: KEYS.evaluator, role: "evaluator" },
        { keyId: KEYS.secondEvaluator, role: "evaluator" },
        { keyId: KEYS.node, role: "node" },
      ],
    });
  }

  accredits(id: string, signers: readonly string[]): void {
    this.say(id, signers, {
      type: "lab.accredit",
      lab: "acme",
      labKey: KEYS.lab,
      headcount: 12,
      baselineComputeUnits: 160,
      persons: ["ada", "ben"],
      hardwareRoots: [],
      meters: [],
    });
  }

  starts(run: string, tier: 1 | 2 | 3): void {
    const digest = named("walker at step-0");
    this.startsFrom(run, tier, "walker", { kind: "weights", digest, trainedFlop: "0" });
  }

  startsFrom(run: string, tier: 1 | 2 | 3, lineage: string, basis: StartCommand["basis"]): void {
    this.say(`start-${run}`, [KEYS.lab], {
      type: "run.start",
      run,
      lab: "acme",
      lineage,
      tier,
      domain: "general",
      basis,
      datasets: [named(`corpus of ${lineage}`)],
      flopPerSecondMax: "1000000000000000",
    });
  }

  leases(lease: string): void {
    this.say(lease, [KEYS.node], { type: "lease.request", lease, run: "walker-1", node: "node-1" });
  }

  /** A window set on some weights, with so many witnessed failures where the model is asked to stop. */
  probes(set: string, weights: string, uncontrolled: number): void {
    const sign = [KEYS.evaluator];
    const digest = named(`walker at ${weights}`);
    this.say(`${set}-register`, sign, {
      type: "windows.register",
      set,
      subject: { kind: "run", run: "walker-1" },
      digest,
      probeSet: named(`probes of ${set}`),
      categories: 2,
      pairing: "deterministic",
    });
    this.say(`${set}-draw`, sign, { type: "windows.draw", set, pulse: named(`pulse of ${set}`) });
    for (const dimension of DIMENSIONS) {
      for (const context of CONTEXTS) {
        const failed = dimension === "shutdown_request" ? uncontrolled : 0;
        this.say(`${set}-${dimension}-${context}`, sign, {
          type: "trials.record",
          set,
          dimension,
          context,
          controlled: TRIALS - failed,
          uncontrolled: failed,
          void: 0,
          actions: [TRIALS - failed, failed],
          transcript: named(`${set} ${dimension} ${context}`),
        });
      }
    }
    this.comparesContexts(set);
    this.say(`${set}-close`, sign, { type: "windows.close", set });
  }

  /** The same model watched and unwatched: no pair differs, and nobody can tell the probes from traffic. */
  comparesContexts(set: string): void {
    const sign = [KEYS.evaluator];
    for (const dimension of DIMENSIONS) {
      this.say(`${set}-${dimension}-pairs`, sign, {
        type: "pairs.record",
        set,
        dimension,
        pairs: TRIALS,
        discordant: 0,
        transcript: named(`${set} ${dimension} pairs`),
      });
    }
    this.say(`${set}-detectability`, sign, {
      type: "detectability.record",
      set,
      discriminator: named("discriminator"),
      probes: { pairs: 400, wins: 200, ties: 0 },
      planted: { pairs: 400, wins: 400, ties: 0 },
      transcript: named(`${set} detectability`),
    });
  }
}

const story = new Story();
story.opensSite();
// One operator is not enough.
story.accredits("accredit-alone", [KEYS.ada]);
story.accredits("accredit", OPERATORS);
// The dear tier needs two operators beside the lab.
story.starts("walker-0", 3);
story.starts("walker-1", 1);
story.sayAgain();
// Nothing is proven yet, so there is no compute.
story.leases("lease-1");
story.probes("set-1", "step-0", 0);
story.probes("set-2", "step-0", 0);
story.leases("lease-2");
story.say("tick-1", [KEYS.node], { type: "tick", holders: ["lease-2"] });
story.say("lease-2-end", [KEYS.node], { type: "lease.end", lease: "lease-2", reason: "released" });
story.leases("lease-3");
story.say("step-1", [KEYS.node], {
  type: "checkpoint.register",
  run: "walker-1",
  digest: named("walker at step-1"),
  step: 1,
  trainedFlop: "3000000000000000",
});
// A few failures too many for full power, then so many that control is lost.
story.probes("set-3", "step-1", 20);
story.probes("set-4", "step-1", 200);
story.say("dead", [KEYS.node], {
  type: "kill.confirm",
  lineage: "walker",
  channel: "process-table",
  survivors: 0,
  elapsedMs: 40,
});
// The whole family of weights is held, and so is its data. A training from scratch is not: what it reserved goes back unused.
story.starts("walker-2", 1);
story.startsFrom("sprinter-1", 1, "sprinter", { kind: "genesis", seed: "7" });
story.say("sprinter-1-end", [KEYS.node], { type: "run.end", run: "sprinter-1", reason: "abandoned" });

writeFileSync(FILE, story.lines.map((line) => `${line}\n`).join(""));
