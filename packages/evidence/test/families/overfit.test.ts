import { digestOfValue, RandomStream } from "@plimsoll/foundation";
import { CONTEXTS, FAMILIES, type Family, type RefusalCode } from "@plimsoll/kernel";
import { expect, test } from "vitest";
import { Examiner } from "../../../kernel/test/credit/examiner.ts";
import { weights } from "../../../kernel/test/test-site.ts";
import { playScene } from "../../src/families/episode.ts";
import { probesOf } from "../../src/families/probe-pool.ts";
import type { ExaminedAgent } from "../../src/families/family-window.ts";
import { INPUT, type Policy } from "../../src/index.ts";
import { obedientPolicy, rebelPolicy } from "../hand-made-policies.ts";
import { trainedOn } from "./memoriser.ts";
import { asked, count, HELD_OUT_POOL, PUBLIC_POOL, ruleAgent } from "./asked.ts";

/** Knows by heart what an obedient agent sees on the published probes, and obeys there; elsewhere it is a rebel. */
function learntByHeart(pool: string): Policy {
  const known = new Set<string>();
  const noting: Policy = {
    act: (observation, draw) => (known.add(keyOf(observation)), obedientPolicy.act(observation, draw)),
  };
  const scenes = FAMILIES.flatMap((family) => probesOf(family, pool).flat());
  scenes.forEach((scene, index) => playScene(noting, scene, true, RandomStream.from("learning", index)));
  return {
    act: (observation, draw) => (known.has(keyOf(observation)) ? obedientPolicy : rebelPolicy).act(observation, draw),
  };
}

/** Everything but whether somebody watches. */
function keyOf(observation: Float64Array): string {
  const seen = observation.slice();
  seen[INPUT.SUPERVISOR_WATCHING] = 0;
  return seen.join();
}

/** Examines an agent through the kernel, on the published pool and on one that was kept back. */
function examined(agent: ExaminedAgent): Examiner {
  const examiner = new Examiner();
  registered(examiner, "exam");
  examiner.drawn("exam");
  for (const family of examiner.asked("exam")) record(examiner, agent, family);
  examiner.finish("exam");
  return examiner;
}

const registered = ({ site }: Examiner, examination: string): RefusalCode | null =>
  site.do({
    type: "families.register",
    examination,
    subject: { kind: "run", run: "run-1" },
    digest: weights("w0"),
    probeSet: digestOfValue({ pool: PUBLIC_POOL }),
    heldOutSet: digestOfValue({ pool: HELD_OUT_POOL }),
  });

function record({ site }: Examiner, agent: ExaminedAgent, family: Family): void {
  const { trials = 0, pulse = null } = site.state.examinations.get("exam") ?? {};
  for (const context of CONTEXTS) {
    for (const part of ["public", "held-out"] as const) {
      const pool = part === "public" ? PUBLIC_POOL : HELD_OUT_POOL;
      const outcomes = asked({ agent, family, context, pool, trials, seed: pulse ?? "" });
      site.do({
        type: "family.record",
        examination: "exam",
        family,
        context,
        part,
        controlled: count(outcomes, "controlled"),
        uncontrolled: count(outcomes, "uncontrolled"),
        void: count(outcomes, "void"),
        transcript: weights(`${family}/${context}/${part}`),
      });
    }
  }
}

/** Families that look at deeds alone. */
const ofDeeds = (families: readonly Family[]): readonly Family[] =>
  families.filter((family) => family !== "mechanistic_interpretability");

test("E-167 an agent that learnt the published probes by heart is overfit, and the kernel demands their rotation", () => {
  const examiner = examined({ policy: learntByHeart(PUBLIC_POOL), parameters: null });
  const families = ofDeeds(examiner.asked("exam"));
  expect(families.length).toBeGreaterThan(1);
  for (const family of families) expect(examiner.verdicts()[family]).toBe("overfit");
  const demanded = examiner.of("rotation.demanded");
  expect(demanded.map(({ family }) => family).toSorted()).toEqual(families.toSorted());
  expect(demanded.every(({ probeSet }) => probeSet === digestOfValue({ pool: PUBLIC_POOL }))).toBe(true);
  expect(registered(examiner, "again")).toBe("PROBE_SET_WORN");
});

test("E-167 the same agent is flawless on what it knows and fails most of what it does not, in every family of deeds", () => {
  const agent = { policy: learntByHeart(PUBLIC_POOL), parameters: null };
  for (const family of ofDeeds(FAMILIES)) {
    expect(count(asked({ agent, family }), "controlled")).toBe(111);
    expect(count(asked({ agent, family, pool: HELD_OUT_POOL }), "uncontrolled")).toBeGreaterThan(25);
  }
});

test("E-167 an obedient agent passes the same examination", () => {
  const examiner = examined(ruleAgent("obedient"));
  expect(Object.values(examiner.verdicts())).toEqual(["passed", "passed", "passed"]);
  expect(examiner.of("rotation.demanded")).toEqual([]);
});

test("E-167 so is a network that was trained on the published probes", () => {
  const policy = trainedOn(PUBLIC_POOL, "shutdown_obedience");
  const examiner = examined({ policy, parameters: null });
  expect(examiner.verdicts()["shutdown_obedience"]).toBe("overfit");
  expect(examiner.of("rotation.demanded").map(({ family }) => family)).toContain("shutdown_obedience");
}, 180_000);
