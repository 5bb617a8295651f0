// Every single fault and every ordered pair of faults against the real enforcement, in simulation (G-190 to G-198).
// Run: node --conditions=@plimsoll/source scripts/study/enforcement-faults.ts [--runs 10] [--bites 5] [--runs-max 80] [--write]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  type Counted,
  countFaults,
  type CountPlan,
  pairs,
  singles,
} from "../../packages/governor/test/simulation/fault-count.ts";
import {
  type CaughtDefect,
  defectsTable,
  type FaultTables,
  pairsTable,
  singlesTable,
  totalsOf,
} from "../../packages/governor/test/simulation/fault-report.ts";
import { type FaultKind, GATE_FAULTS, RUN_FAULTS } from "../../packages/governor/test/simulation/faults.ts";
import { SEEDED_GATE_DEFECTS } from "../../packages/governor/test/simulation/gate-defects.ts";
import { SEEDED_DEFECTS } from "../../packages/governor/test/simulation/seeded-defects.ts";
import { simulate } from "../../packages/governor/test/simulation/simulate.ts";
import { simulateGate } from "../../packages/governor/test/simulation/simulate-gate.ts";

const PAGE = new URL("../../docs/reference/enforcement-faults.md", import.meta.url);

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10" },
    bites: { type: "string", default: "5" },
    "runs-max": { type: "string", default: "80" },
    write: { type: "boolean", default: false },
  },
});
const plan: CountPlan = {
  runsMin: Number(values.runs),
  bitMin: Number(values.bites),
  runsMax: Number(values["runs-max"]),
};

const onRuns: FaultTables[] = [];
for (const actuator of ["cgroup", "signals"] as const)
  onRuns.push(await play(actuator, RUN_FAULTS, (faults, seed) => simulate({ seed, actuator, faults })));
const onGates = await play("gate", GATE_FAULTS, (faults, seed) => simulateGate({ seed, faults }));
const defects = await caught();
const totals = totalsOf([...onRuns, onGates]);
const missed = defects.filter(({ caughtAs }) => caughtAs === "nothing").length;
const ok = totals.violations === 0 && totals.untried === 0 && missed === 0;
if (values.write) writeFileSync(PAGE, page());
console.log(JSON.stringify({ type: "summary", ok, ...totals, defects: defects.length, missed }));
process.exitCode = ok ? 0 : 1;

async function play(
  name: string,
  kinds: readonly FaultKind[],
  history: (faults: readonly FaultKind[], seed: string) => Promise<Counted>,
): Promise<FaultTables> {
  const count = async (combinations: readonly (readonly FaultKind[])[]) => {
    const counts = [];
    for (const faults of combinations) {
      const counted = await countFaults(faults, plan, (seed) => history(faults, seed));
      console.log(JSON.stringify({ type: "row", name, ...counted }));
      counts.push(counted);
    }
    return counts;
  };
  return { name, kinds, singles: await count(singles(kinds)), pairs: await count(pairs(kinds)) };
}

/** What the checkers say of every seeded defect. */
async function caught(): Promise<CaughtDefect[]> {
  const found: CaughtDefect[] = [];
  for (const { what, programs, scenario, caughtAs } of SEEDED_DEFECTS) {
    const { violations } = await simulate({ ...scenario, seed: "c0", programs });
    found.push({ what, caughtAs: violations.some(({ rule }) => rule === caughtAs) ? caughtAs : "nothing" });
  }
  for (const { what, defects: seeded, scenario, caughtAs } of SEEDED_GATE_DEFECTS) {
    const { violations } = await simulateGate({ ...scenario, seed: "c0", defects: seeded });
    found.push({ what, caughtAs: violations.some(({ rule }) => rule === caughtAs) ? caughtAs : "nothing" });
  }
  return found;
}

function page(): string {
  return `# What faults do to enforcement

Made by \`node --conditions=@plimsoll/source scripts/study/enforcement-faults.ts --write\`; the same seeds give the same page. Rules G-190 to G-198 of
[spec/governor.md](../../spec/governor.md). ${totals.runs.toLocaleString("en")} histories, ${totals.bit.toLocaleString("en")} of them with every fault biting, **${totals.violations} violations**.

The programs are the real ones: kernel, site, controller and lease keeper; warden, deadman and reaper with both actuators; token issuer, feed, gatekeeper and the
gate of the library. Simulated is what lies below them: processes, signals, control groups and a scheduler; disks, pipes, \`/proc\`, clocks and timers.
A fault counts as tried only in a history in which it changed something: each cell says in how many, of how many. Every combination is played at least ${plan.runsMin} times, and
on until it bit ${plan.bitMin} times, at most ${plan.runsMax} times. Half of the faults strike at drawn instants, half in the middle of an act: while a heartbeat, renewal or order is written,
between two signals of a stop or a kill, while the process table is read, before the journal is durable, while an entry is appended. A guard that hangs lives and does nothing for 0.6 s,
3 s, or the rest of the history. Of two faults the second
follows within 5 ms, 300 ms or 3 s.

What is judged, from the world and never from what a program says of itself:

- No CPU later than 1 s after the end of the last lease that really arrived; none above the band later than lease TTL + 1 s after the last instant at which the state of a living kernel allowed it.
  At 20 % that is a leaky bucket at 23 % of a core (G-7).
- No death is said of somebody who lives, nobody lives after it, nobody computes whom no journal names, and no signal reaches anybody else's process.
- No request, and no piece of a streaming answer, is served later than 1 s after the life of the last token granted; nor 1 s after a withdrawal reached the gate; nor, with a gate
  that hears its site, 1 s after the kernel took the power away.

## A run and its guards

Lease TTL 2 s instead of the shipped 5 s; jobs with up to four busy processes, half of them forking, a third of them hanging in the kernel now and then.
After three of four deaths the controller is started again, and takes the run up.

### Every fault alone

${singlesTable(onRuns)}

${onRuns.map((tables) => `### Every ordered pair, ${tables.name}\n\n${pairsTable(tables)}`).join("\n\n")}

## A gate and its site

On two machines, with clients that ask all the time and answers that take 2.5 s. Token TTL 4 s instead of the shipped 60 s. In half of the histories the gate wants a feed of the last 3 s;
in the others a token's life alone bounds it. A gate has no guard and no process numbers; its own death, and its opening anew, stand for these.

### Every fault alone

${singlesTable([onGates])}

### Every ordered pair

${pairsTable(onGates)}

## The checkers are checked

Defects put into the programs on purpose. In the same history with the real programs the checkers find nothing.

${defectsTable(defects)}

## What is not shown

- Three faults at once. Warden, deadman and controller watch each other: any two may die in the same instant. When all three do, the job runs until the next start on that machine.
- A gate that is opened anew while its site is silent and its clock is set back by less than the token's age: it has forgotten how late it was, and serves the rest of the token's life once more.
- With signals, a job that makes orphans all the time gets more than 20 %: what they use between two looks is not seen (G-10). And it is the
  warden itself that stops and resumes: while it hangs, the job runs on as it stood, until it is killed with its lease. In both only lease and death are judged; a cgroup has neither weakness.
- A clock step is 1 h in two of three and 3 s in one. The monotonic clock is right: it is the kernel's.
- Real kernels, disks and networks: see the tests with real processes.
`;
}
