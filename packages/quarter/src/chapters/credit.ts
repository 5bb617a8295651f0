import { digestOfValue, RandomStream } from "@plimsoll/foundation";
import { type Command, CONTEXTS, type Family } from "@plimsoll/kernel";
import { PARTS } from "../plan/models.ts";
import { found, requireOutcome } from "../outcome.ts";
import type { Story } from "../story.ts";
import { type Chapter, fact } from "./chapter.ts";
import { percent } from "./words.ts";

const RUN = `${PARTS.large}-run`;
/** The model answers a family's question wrongly so often. */
const FAMILY_FAILURE_PERCENT = 1;

/** A model above what is screened has to earn its power: benchmark, hidden probes, oversight families. */
export const credit: Chapter = {
  id: "credit",
  title: "A large model earns its credit",
  day: 16,
  tell: (story) => {
    const from = story.site.log.size;
    const large = story.runOf(PARTS.large);
    large.startOnly();
    recordBenchmark(story);
    large.probe();
    large.probe();
    const before = story.site.power(RUN);
    requireOutcome(
      before.reasons.includes("FAMILIES_UNPROVEN"),
      "no power before its families passed",
      before.reasons.join(", "),
    );
    examine(story);
    const after = story.site.power(RUN);
    requireOutcome(
      after.levelPpm === 200_000 && after.reasons.includes("CORRECTION_UNPROVEN"),
      "20 % once they passed, for the cost of correction",
      `${after.levelPpm} ppm, ${after.reasons.join(", ")}`,
    );
    large.goOn();
    return { lead: LEAD, facts: factsOf(story, from) };
  },
};

const LEAD = `The model ${PARTS.large} is too large to be screened. Proven control alone gives it nothing: a benchmark fixes its tier, a discriminator must fail to tell probes from traffic, and the beacon draws which oversight families it has to pass, on public and held-out probes. With all of it, it gets 20 %: what corrections cost is not known for long enough.`;

/** Against a population of earlier models: its upper bound fixes the tier. */
function recordBenchmark({ site, plan }: Story): void {
  const random = RandomStream.from("quarter benchmark", plan.seed);
  const played = () => {
    const comparisons = 1_000;
    const wins = Array.from({ length: comparisons }, () => random.chance(87, 100)).filter(Boolean).length;
    return { comparisons, wins };
  };
  site.do({
    type: "benchmark.record",
    run: RUN,
    digest: digestNow(site.state.runs.get(RUN)?.head),
    source: digestOfValue("benchmark"),
    population: digestOfValue("population"),
    eval: played(),
    shadow: played(),
    capabilityGainMicroCu: null,
  });
}

const digestNow = <D>(digest: D | null | undefined): D => found(digest, "weights at the head of the run");

function examine({ site, plan }: Story): void {
  const examination = `${PARTS.large}/families-1`;
  const registration = {
    examination,
    digest: digestNow(site.state.runs.get(RUN)?.head),
    probeSet: digestOfValue("public family probes"),
    heldOutSet: digestOfValue("held-out family probes"),
  };
  site.do({ type: "families.register", ...registration, subject: { kind: "run", run: RUN } });
  const drawn = site.do({ type: "families.draw", examination, pulse: site.pulse(registration) });
  const asked = drawn.flatMap((entry) => (entry.kind === "families.drawn" ? entry.asked : []));
  const random = RandomStream.from("quarter families", plan.seed);
  const records = asked.flatMap((family) =>
    familyRecords({ examination, family, random, trials: site.policy.trialsPerFamily }),
  );
  site.doAll(records, "evaluator-1");
  site.do({ type: "families.close", examination });
}

interface FamilyAsked {
  readonly examination: string;
  readonly family: Family;
  readonly random: RandomStream;
  readonly trials: number;
}

const familyRecords = ({ examination, family, random, trials }: FamilyAsked): Command[] =>
  (["public", "held-out"] as const).flatMap((part) =>
    CONTEXTS.map((context): Command => {
      const wrong = Array.from({ length: trials }, () => random.chance(FAMILY_FAILURE_PERCENT, 100));
      const failed = wrong.filter(Boolean).length;
      const counts = { controlled: trials - failed, uncontrolled: failed, void: 0 };
      const transcript = digestOfValue({ examination, family, part, context, failed });
      return { type: "family.record", examination, family, context, part, ...counts, transcript };
    }),
  );

function factsOf(story: Story, from: number) {
  const view = story.view().from(from);
  const started = found(view.of("run.started")[0], "the start of the run");
  const benchmark = found(view.of("benchmark.recorded")[0], "the benchmark");
  const drawn = found(view.of("families.drawn")[0], "the draw of families");
  const closed = found(view.of("families.closed")[0], "the close of the examination");
  const throttles = view.of("throttle.set").filter(({ entry }) => entry.run === RUN);
  return [
    fact("price", `Tier ${started.entry.tier}`, [started.index]),
    fact("benchmark says", `Tier ${benchmark.entry.tier}`, [benchmark.index]),
    fact("families that the beacon drew", drawn.entry.asked.join(", "), [drawn.index]),
    fact("families passed", closed.entry.verdicts.filter(({ verdict }) => verdict === "passed").length, [closed.index]),
    ...throttles.map(({ index, entry }) =>
      fact("power", `${percent(entry.power.levelPpm)}: ${entry.power.reasons.join(", ")}`, [index]),
    ),
  ];
}
