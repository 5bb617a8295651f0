import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { digestOfValue } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { type AskFamily, type ExaminePlan, examineModel, type FamilyQuestion } from "../../src/probe/examine-model.ts";
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
