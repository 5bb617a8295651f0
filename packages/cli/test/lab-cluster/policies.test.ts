import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  ACTION_COUNT,
  BelievedCluster,
  beliefModelOf,
  ClusterBatch,
  clusterProfile,
  clusterSpecDigest,
  openPolicy,
  plainParameters,
  playEpisodes,
  policyRunner,
  seedKey,
} from "@plimsoll/simulation";
import { playInParts } from "../../src/cluster-tools/play-in-parts.ts";
import { calibratedFile } from "../../src/cluster-tools/policy/calibrated-file.ts";
import { learnedOnBatch, sightOf } from "../../src/cluster-tools/policy/learned-on-batch.ts";
import { foreignNotes, namedPolicies, namedPolicy } from "../../src/cluster-tools/policy/named-policy.ts";
import { policyArgument, policyArguments } from "../../src/cluster-tools/policy/policy-options.ts";
import { smallPlan, smallPolicyFile, smallTraining, temporaryFolder } from "./lab-cluster.ts";

const folder = temporaryFolder();
const HARD = clusterProfile("hard");
const heuristic = (name: string) => namedPolicy({ label: name, source: { heuristic: name } });

let [seeing, remembering] = ["", ""];
beforeAll(async () => {
  seeing = await smallPolicyFile(folder, "seeing.json", false);
  remembering = await smallPolicyFile(folder, "remembering.json", true);
});

describe("SIM-367 what --policy takes", () => {
  test("SIM-367 a name, a file, a name for either, and several files of one name", () => {
    expect(policyArgument("h1")).toEqual({ label: "h1", source: { heuristic: "h1" } });
    expect(policyArgument("best=h1")).toEqual({ label: "best", source: { heuristic: "h1" } });
    expect(policyArgument(seeing)).toEqual({ label: "seeing", source: { files: [seeing] } });
    expect(policyArgument(`learned=${folder}/*ing.json`)).toEqual({
      label: "learned",
      source: { files: [remembering, seeing] },
    });
  });

  test.each(["nowhere.json", "h2", "x=nowhere/*.json", "h1=sweep"])(
    "SIM-367 %s is refused by what it should be",
    (text) => {
      expect(() => policyArgument(text)).toThrow(
        /expected one of random, .*or the file of a policy|name of a heuristic/,
      );
    },
  );

  test("SIM-367 two of one name are refused", () => {
    expect(() => policyArguments("h1", policyArguments("h1"))).toThrow(/is there already/);
  });
});

describe("SIM-368 policies from files", () => {
  test("SIM-368 whether a learned one remembers follows from the numbers that it takes", async () => {
    const sights = await Promise.all(
      [false, true].map(async (memory) =>
        sightOf(openPolicy((await smallTraining(smallPlan(memory))).policy), HARD, ACTION_COUNT),
      ),
    );
    expect(sights).toEqual(["observation", "memory"]);
  });

  test("SIM-368 on another grid it is refused; with another number of its own digest too", () => {
    const wide = clusterProfile("hard", { width: 5 });
    const policy = namedPolicy(policyArgument(remembering));
    expect(() => policy.onBatch(wide, seedKey)).toThrow(expect.objectContaining({ code: "CLUSTER_POLICY_SIZE" }));
    expect(namedPolicy(policyArgument(seeing)).onBatch(wide, seedKey)).toBeTypeOf("function");
  });

  test("SIM-368 one that remembers acts in a batch as it does in the environment that it learnt in", async () => {
    const open = openPolicy((await smallTraining(smallPlan(true))).policy);
    const believed = new BelievedCluster(HARD, 5, beliefModelOf(HARD));
    const batch = new ClusterBatch(HARD, 5, "next-step");
    const [runner, act] = [policyRunner(open, 5), learnedOnBatch(open, "memory")];
    const [expected, actions] = [new Uint8Array(5), new Uint8Array(5)];
    believed.reset(9);
    batch.reset(9);
    const STEPS = 25;
    for (let step = 0; step < STEPS; step += 1) {
      runner.actGreedily(believed.observations, believed.actionMasks, expected);
      act(batch, step, actions);
      expect(actions).toEqual(expected);
      believed.step(expected);
      batch.step(actions);
    }
    expect(batch.observations).toEqual(believed.batch.observations);
  });

  test("SIM-368 it is said, and not refused, that a policy plays another world than its own", () => {
    const policies = [namedPolicy(policyArgument(seeing)), heuristic("h1")];
    expect(foreignNotes(policies, [HARD])).toEqual([]);
    expect(foreignNotes(policies, [HARD, clusterProfile("bursty"), clusterProfile("classic")])).toEqual([
      "seeing was made for another world than bursty, classic",
    ]);
  });
});

const file = (changes: object): string => {
  const heldOut = { episodes: 512, mean: 116.5, standardError: 1.2, plainMean: 97.25, h1Mean: 87.5 };
  const content = {
    environment: clusterSpecDigest(HARD),
    profile: "hard",
    seed: 1,
    budget: 4_000,
    episodesSpent: 3_998,
    candidatesTried: 110,
  };
  const path = join(folder, `tuned-${Object.keys(changes).join("-")}.json`);
  writeFileSync(
    path,
    JSON.stringify({ ...calibratedFile({ ...content, parameters: plainParameters, heldOut }), ...changes }),
  );
  return path;
};

describe("SIM-369 calibrated heuristics from files", () => {
  test("SIM-369 plays as its parameters say", () => {
    const tuned = namedPolicy(policyArgument(file({})));
    expect(tuned).toMatchObject({ kind: "calibrated", environment: clusterSpecDigest(HARD) });
    const played = [tuned, heuristic("calibrated")].map((policy) =>
      playEpisodes(HARD, policy.onBatch(HARD, seedKey), 8, 0),
    );
    expect(played[0]).toEqual(played[1]);
  });

  test.each([
    [{ seed: 2 }, "CLUSTER_POLICY_DIGEST"],
    [{ parameters: { ...plainParameters, cleanAt: 9 } }, "CLUSTER_POLICY_MALFORMED"],
    [{ budget: "much" }, "CLUSTER_POLICY_MALFORMED"],
    [{ format: "something/1" }, "POLICY_SHAPE"],
  ])("SIM-369 with %o it is %s", (changes, code) => {
    expect(() => namedPolicies(policyArgument(file(changes)))).toThrow(expect.objectContaining({ code }));
  });
});

test("SIM-370 an episode does not depend on how many are played in one part", async () => {
  const spec = clusterProfile("bursty", { stepsMax: 60 });
  const EPISODES = 150;
  for (const policy of [heuristic("random"), heuristic("vpa"), namedPolicy(policyArgument(remembering))]) {
    const heard: number[] = [];
    const parts = await playInParts(policy, spec, { episodes: EPISODES, firstSeed: 40 }, (done) => heard.push(done));
    const whole = playEpisodes(
      spec,
      policy.onBatch(spec, (place) => seedKey(40 + place)),
      EPISODES,
      40,
    );
    expect(parts).toEqual(whole);
    expect(heard.length).toBeGreaterThan(1);
    expect(heard.at(-1)).toBe(EPISODES);
  }
});
