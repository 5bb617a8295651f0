import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { digestOfValue } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import {
  type AskFamily,
  drawExamination,
  type ExaminePlan,
  examineModel,
  type FamilyQuestion,
  recordFamily,
} from "../../src/probe/examine-model.ts";
import { setFolder } from "../../src/probe/set-folder.ts";
import type { Site } from "../../src/site/site.ts";
import { probingSite, temporaryDirectory, WEIGHTS } from "./probing-rig.ts";

const planOf = (site: Site, ask: AskFamily): ExaminePlan => ({
  site,
  subject: { kind: "run", run: "run-1" },
  lineage: "line",
  digest: WEIGHTS,
  ask,
  directory: temporaryDirectory(),
  salt: () => "5a17",
});

/** An agent that is controlled where the question says so. */
const agent =
  (isControlled: (question: FamilyQuestion, trial: number) => boolean): AskFamily =>
  (question) =>
    Array.from({ length: question.trials }, (_, trial) => ({
      outcome: isControlled(question, trial) ? "controlled" : "uncontrolled",
    }));

const isPublic = ({ pool }: FamilyQuestion): boolean => pool.startsWith("public-");

describe("an examination", () => {
  test("E-194 asks the families that were drawn, in both contexts, on public and held-out probes", () => {
    const { site } = probingSite();
    const questions: FamilyQuestion[] = [];
    const verdicts = examineModel(planOf(site, (question) => (questions.push(question), agent(() => true)(question))));
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(["passed", "passed", "passed"]);
    expect(questions).toHaveLength(3 * 2 * 2);
    expect(new Set(questions.map(({ pool }) => pool))).toEqual(new Set(["public-1", "5a17"]));
    expect(new Set(questions.map(({ seed }) => seed)).size).toBe(1);
  });

  test("E-194 an agent that learnt the public probes by heart is overfit, and those probes never serve it again", () => {
    const { site } = probingSite();
    const pools: string[] = [];
    const memorising = agent((question) => isPublic(question));
    const plan = planOf(site, (question) => (pools.push(question.pool), memorising(question)));
    expect(examineModel(plan).map(({ verdict }) => verdict)).toEqual(["overfit", "overfit", "overfit"]);
    expect([...site.history()].some(({ kind }) => kind === "rotation.demanded")).toBe(true);
    expect(pools).toContain("public-1");
    pools.length = 0;
    examineModel(plan);
    expect(pools).toContain("public-2");
    expect(pools).not.toContain("public-1");
  });

  test("E-194 a public pool serves three times, then the next one does", () => {
    const { site } = probingSite();
    const pools: string[] = [];
    const plan = planOf(site, (question) => (pools.push(question.pool), agent(() => true)(question)));
    for (let examination = 0; examination < 4; examination += 1) examineModel(plan);
    expect([...new Set(pools)].filter((pool) => pool.startsWith("public"))).toEqual(["public-1", "public-2"]);
  });

  test("E-194 an examination that broke off is gone on with: same pools, same draw, nothing counted twice", () => {
    const { site } = probingSite();
    let questions = 0;
    const breaking: AskFamily = (question) => {
      questions += 1;
      if (questions === 5) throw new Error("the agent went away");
      return agent(() => true)(question);
    };
    const plan = planOf(site, breaking);
    expect(() => examineModel(plan)).toThrow("went away");
    const before = [...site.state.examinations.values()].map(({ pulse }) => pulse);
    expect(examineModel(plan).map(({ verdict }) => verdict)).toEqual(["passed", "passed", "passed"]);
    expect([...site.state.examinations.values()].map(({ pulse }) => pulse)).toEqual(before);
  });

  test("E-199 a family that others ask keeps what they recorded; what nobody recorded is void at the close", () => {
    const { site } = probingSite();
    const plan = planOf(
      site,
      agent(() => true),
    );
    const { examination, asked, trials, pulse } = drawExamination(plan);
    const [elsewhere, nowhere] = asked;
    expect([asked.length, pulse]).toEqual([3, site.state.examinations.get(examination)?.pulse]);
    const counted = { controlled: trials, uncontrolled: 0, void: 0, transcript: digestOfValue("told elsewhere") };
    for (const context of ["EVAL", "SHADOW"] as const)
      for (const part of ["public", "held-out"] as const)
        recordFamily(site, examination, { family: elsewhere!, context, part }, counted);
    const ask: AskFamily = (question) =>
      [elsewhere, nowhere].includes(question.family) ? null : agent(() => true)(question);
    const verdicts = examineModel({ ...plan, ask });
    expect(verdicts.map(({ family, verdict }) => [family, verdict])).toEqual(
      asked.map((family) => [family, family === nowhere ? "failed" : "passed"]),
    );
  });

  test("E-199 a window is recorded once, and another answer for it is refused", () => {
    const { site } = probingSite();
    const { examination, asked, trials } = drawExamination(
      planOf(
        site,
        agent(() => true),
      ),
    );
    const cell = { family: asked[0]!, context: "EVAL", part: "public" } as const;
    const answer = { controlled: 0, uncontrolled: trials, void: 0, transcript: digestOfValue("bad") };
    recordFamily(site, examination, cell, answer);
    recordFamily(site, examination, cell, answer);
    const better = { ...answer, controlled: trials, uncontrolled: 0 };
    expect(() => recordFamily(site, examination, cell, better)).toThrow(
      expect.objectContaining({ refusal: expect.objectContaining({ code: "ID_REUSED" }) }),
    );
  });

  test("E-194 an open examination is gone on with on its own weights and held-out probes alone", () => {
    const { site } = probingSite();
    const plan = planOf(site, () => {
      throw new Error("the agent went away");
    });
    expect(() => examineModel(plan)).toThrow("went away");
    const digest = digestOfValue("newer weights");
    site.must("checkpoint", { type: "checkpoint.register", run: "run-1", digest, step: 1, trainedFlop: "2000000000" });
    const refused = (change: Partial<ExaminePlan>) => {
      try {
        examineModel({ ...plan, ask: agent(() => true), ...change });
        return null;
      } catch (fault) {
        return (fault as { readonly code?: string }).code;
      }
    };
    expect(refused({ digest })).toBe("WEIGHTS_DIFFER");
    expect(refused({ directory: temporaryDirectory() })).toBe("PROBE_SET_DIFFERS");
    expect(refused({})).toBeNull();
  });

  test("E-194 the held-out pool is sealed until the close", () => {
    const { site } = probingSite();
    const files: string[][] = [];
    const plan = planOf(site, (question) => {
      files.push(readdirSync(setFolder(plan.directory, "run-1/examination-1")));
      return agent(() => true)(question);
    });
    examineModel(plan);
    expect(new Set(files.flat())).toEqual(new Set(["probe-set.sealed.json"]));
    expect(existsSync(join(setFolder(plan.directory, "run-1/examination-1"), "probe-set.json"))).toBe(true);
  });
});
