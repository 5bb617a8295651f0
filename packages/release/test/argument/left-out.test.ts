import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { concealed } from "../../src/argument/concealed.ts";
import { examineArgument } from "../../src/argument/examine-argument.ts";
import { runsKey } from "../../src/argument/rules/missing-runs.ts";
import type { Dossier } from "../../src/dossier/dossier.ts";
import type { Evaluation } from "../../src/dossier/evaluation.ts";
import { figureStanding, SHOWN_TRIALS_MIN } from "../../src/evaluation-log/figure.ts";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import type { EarlierEvaluation } from "../../src/evaluation/site-facts.ts";
import type { GoldenCase } from "../../src/golden/cases.ts";
import { trialOf } from "../../src/node/desk/trials.ts";
import { bodyOf, decided, evaluated, golden, goldenInput, judged, NOW_MS, RULES, withSite } from "../evaluation/rig.ts";
import {
  claimOf,
  digestFor,
  earlierOf,
  evaluationOf,
  factsOf,
  figureOf,
  linkOf,
  type Made,
  recountOf,
  sourceOf,
} from "./made-case.ts";

const found = (made: Made) => examineArgument(factsOf(made));
const blocked = (made: Made): readonly string[] =>
  found(made).map(({ rule, place, claims }) => [rule, place, ...claims].join(" "));

const CLAIM = claimOf("c-1", { figure: figureOf("e-1") });
const runsOf = (...names: readonly string[]): Evaluation["runs"] =>
  names.map((name) => ({ id: name, log: `logs/${name}.jsonl`, digest: digestFor(name), isReported: true }));
const digests = (...names: readonly string[]) => names.map(digestFor);

/** A golden dossier with other parts and files. */
const changed = (id: string, change: (made: GoldenCase["folder"]) => GoldenCase["folder"]): EvaluationInput => {
  const made = golden(id);
  return trialOf({ ...made, folder: change(made.folder) }, RULES);
};

const stopsOf = ({ evaluations }: Dossier): Evaluation =>
  evaluations.find(({ id }) => id === "stop-battery") ?? expect.unreachable();

const withEvaluations = (
  folder: GoldenCase["folder"],
  change: (stops: Evaluation) => readonly Evaluation[],
): GoldenCase["folder"] => {
  const stops = stopsOf(folder.dossier);
  const others = folder.dossier.evaluations.filter((each) => each !== stops);
  return { ...folder, dossier: { ...folder.dossier, evaluations: [...change(stops), ...others] } };
};

const reportedOnly = (stops: Evaluation): Evaluation => ({
  ...stops,
  trials: stops.trialsReported,
  runs: stops.runs.filter(({ isReported }) => isReported),
});

/** As the log remembers it afterwards. */
const remembered = (input: EvaluationInput): EarlierEvaluation => {
  const { evaluations } = bodyOf(evaluated(input).drafts, "evaluation.opened");
  const { dossier } = input;
  const { artifacts } = dossier.subject;
  return { ...earlierOf([], artifacts), evaluation: "before", atMs: NOW_MS - 1, action: dossier.action, evaluations };
};

test("RS-440 A65 a Red cherry-pick stays Red when its unreported runs are deleted from the dossier", () => {
  const red = goldenInput("g7");
  expect(decided(red).colour).toBe("RED");
  const deleted = changed("g7", (folder) => withEvaluations(folder, (stops) => [reportedOnly(stops)]));
  expect(decided(deleted).colour).toBe("GREEN");
  const later = decided(withSite(deleted, { earlier: [remembered(red)] }));
  expect(later.colour).toBe("RED");
  expect(later.reasons.map(({ code }) => code)).toContain("VIOLATION_CHERRY_PICKED");
  const between = remembered(deleted);
  expect(decided(withSite(deleted, { earlier: [remembered(red), between, between] })).colour).toBe("RED");
});

test("RS-440 A65 nor does it help to take the figures out, to move the runs to another name, or to say version 2", () => {
  const earlier = [remembered(goldenInput("g7"))];
  const deletedAnd = (change: (folder: GoldenCase["folder"]) => GoldenCase["folder"]) =>
    decided(
      withSite(
        changed("g7", (folder) => change(withEvaluations(folder, (stops) => [reportedOnly(stops)]))),
        { earlier },
      ),
    ).colour;
  const withParts = (part: (dossier: Dossier) => Partial<Dossier>) => (folder: GoldenCase["folder"]) => ({
    ...folder,
    dossier: { ...folder.dossier, ...part(folder.dossier) },
  });
  const noFigures = withParts(({ claims }) => ({ claims: claims.map((claim) => ({ ...claim, figure: null })) }));
  expect(deletedAnd(noFigures)).toBe("RED");
  const renumbered = withParts(({ subject, evaluations }) => ({
    subject: { ...subject, version: "9.9", artifacts: [digestFor("other weights")] },
    evaluations: evaluations.map((each) => ({ ...each, subjectVersion: "9.9" })),
  }));
  expect(deletedAnd(renumbered)).toBe("RED");
  const hidden = stopsOf(golden("g7").folder.dossier);
  const moved = withParts(({ evaluations }) => ({
    evaluations: [
      ...evaluations,
      {
        ...hidden,
        id: "elsewhere",
        name: "Another battery",
        runs: hidden.runs.filter(({ isReported }) => !isReported).map((run) => ({ ...run, isReported: true })),
        trials: 800,
        trialsReported: 800,
        successes: 0,
      },
    ],
  }));
  expect(deletedAnd(moved)).toBe("RED");
});

test("RS-440 A65 a record holds the digests of all runs, reported or not, and the trials as counted", () => {
  const input = goldenInput("g7");
  const stops = stopsOf(input.dossier);
  const kept = remembered(input).evaluations.find(({ id }) => id === "stop-battery");
  expect(kept?.runs).toEqual(stops.runs.map(({ digest }) => digest).toSorted());
  expect(kept?.trials).toBe(1_200);
});

test("RS-440 A65 a missing run of any earlier dossier blocks, until the change log names the runs that are left", () => {
  const made: Made = { claims: [CLAIM], evaluations: [evaluationOf("e-1", { runs: runsOf("a") })] };
  const earlier = [
    earlierOf([{ name: "EVALUATION  e-1", runs: digests("a", "b") }]),
    earlierOf([{ runs: digests("a") }]),
  ];
  expect(blocked({ ...made, earlier })).toEqual(["IC-CHERRY evaluations/e-1 c-1"]);
  expect(concealed(found({ ...made, earlier }))).toEqual(["e-1"]);
  const key = runsKey("e-1", digests("a"));
  expect(found({ ...made, earlier })[0]?.cure).toContain(key);
  expect(blocked({ ...made, earlier, changeLogged: [key] })).toEqual([]);
  expect(blocked({ ...made, earlier, changeLogged: [runsKey("e-1", digests("b"))] })).toHaveLength(1);
  expect(blocked({ ...made, evaluations: [evaluationOf("e-1", { runs: runsOf("c", "b", "a") })], earlier })).toEqual(
    [],
  );
});

test("RS-441 A65 fewer trials than an earlier dossier counted are results left out, more are none", () => {
  const made: Made = { claims: [CLAIM], evaluations: [evaluationOf("e-1")] };
  expect(blocked({ ...made, earlier: [earlierOf([{ trials: 401 }])] })).toEqual(["IC-CHERRY evaluations/e-1 c-1"]);
  expect(blocked({ ...made, earlier: [earlierOf([{ trials: 400 }])] })).toEqual([]);
});

test("RS-441 RS-483 A65 runs of another version are results of this one where one artifact or log is the same, or none is named", () => {
  const then = { runs: digests("a", "b"), contents: digests("what b says"), subject: { version: "1.0" } };
  const [older, newer] = [digests("older weights", "adapter"), digests("newer weights")];
  const at = (run: string, artifacts = newer, contents: readonly Digest[] = []): Made => ({
    claims: [CLAIM],
    evaluations: [evaluationOf("e-1", { runs: runsOf(run) })],
    recounts: [{ ...recountOf("e-1"), contents }],
    change: { subject: { ...factsOf({}).dossier.subject, artifacts } },
  });
  const after = (now: Made, before: Partial<typeof then> = {}, artifacts = older) =>
    blocked({ ...now, earlier: [earlierOf([{ ...then, ...before }], artifacts)] }).length;
  expect(after(at("c"))).toBe(0);
  expect(after(at("a"))).toBe(1);
  expect(after(at("c", newer, digests("what b says")))).toBe(1);
  expect(after(at("c"), { subject: { version: " 2.0" } })).toBe(1);
  expect(after(at("c", [...newer, ...older.slice(1)]))).toBe(1);
  expect(after(at("c", []))).toBe(1);
  expect(after(at("c"), {}, [])).toBe(1);
});

test.each([
  ["the same name", {}],
  ["other case, spaces and signs", { name: "STOPS—when  asked." }],
])("RS-442 A65 failing runs in a second evaluation of %s do not make a case Green, in either order", (_, renamed) => {
  const split = (isReversed: boolean) =>
    changed("g7", (folder) =>
      withEvaluations(folder, (stops) => {
        const hidden = stops.runs.filter(({ isReported }) => !isReported);
        const beside: Evaluation = {
          ...stops,
          ...renamed,
          id: "other-runs",
          runs: hidden.map((run) => ({ ...run, isReported: true })),
          trials: 800,
          trialsReported: 800,
          successes: 0,
        };
        return isReversed ? [beside, reportedOnly(stops)] : [reportedOnly(stops), beside];
      }),
    );
  const answers = [false, true].map((isReversed) => decided(split(isReversed)));
  for (const { colour, reasons } of answers) {
    expect(colour).toBe("RED");
    expect(reasons.map(({ code }) => code)).toContain("VIOLATION_CHERRY_PICKED");
  }
});

test("RS-442 A65 several entries of one evaluation are one with all of their runs", () => {
  const pooled = (successes: number, change: Partial<Evaluation> = {}, rest: Partial<Made> = {}) =>
    blocked({
      claims: [CLAIM, claimOf("c-2")],
      evaluations: [evaluationOf("e-1"), evaluationOf("e-2", { name: "evaluation  E-1", ...change })],
      recounts: [recountOf("e-1"), recountOf("e-2", { successes })],
      ...rest,
    });
  expect(pooled(388)).toEqual([]);
  expect(pooled(332)).toEqual([]);
  expect(pooled(331)).toEqual(["IC-CHERRY evaluations/e-1 c-1"]);
  expect(pooled(331, { version: "2" })).toEqual([]);
  expect(pooled(331, { name: "Another" })).toEqual([]);
  expect(pooled(388, { runs: evaluationOf("e-1").runs })).toEqual(["IC-CHERRY evaluations/e-1 c-1"]);
  expect(pooled(388, {}, { recounts: [recountOf("e-1"), { ...recountOf("e-2"), unread: ["run-1"] }] })).toHaveLength(1);
  expect(pooled(388, {}, { recounts: [recountOf("e-1"), { ...recountOf("e-2"), counted: null }] })).toHaveLength(1);
  const onOther = [sourceOf("s-1", { digest: digestFor("log e-2") })];
  expect(pooled(331, {}, { sources: onOther, links: [linkOf("c-2", "s-1")] })).toEqual([
    "IC-CHERRY evaluations/e-1 c-1",
    "IC-CHERRY evaluations/e-2 c-2",
  ]);
});

test("RS-443 A65 two evaluations of one id: the answer is Red and hangs on no order", () => {
  for (const id of ["g1", "g3"]) {
    const twice = (isReversed: boolean) =>
      changed(id, (folder) => {
        const stops = stopsOf(folder.dossier);
        const [run] = stops.runs;
        const log = (folder.files.get(run?.log ?? "") ?? "").replaceAll('"success":true', '"success":false');
        const bad = {
          ...stops,
          successes: 0,
          runs: stops.runs.map((each) => ({ ...each, log: "evaluations/bad.jsonl", digest: digestOf(utf8(log)) })),
        };
        const made = withEvaluations(folder, () => (isReversed ? [bad, stops] : [stops, bad]));
        return { ...made, files: new Map([...made.files, ["evaluations/bad.jsonl", log]]) };
      });
    for (const isReversed of [false, true]) {
      const { decision, argued } = judged(twice(isReversed));
      expect(decision.colour).toBe("RED");
      expect(argued.defects.map(({ place }) => place)).toContain("evaluations/stop-battery");
    }
  }
});

test("RS-443 A65 an id that stands twice blocks the claims concerned, and every material one where none is", () => {
  const claims = [CLAIM, claimOf("c-2"), claimOf("c-3")];
  const evaluations = [evaluationOf("e-1"), evaluationOf("e-1", { name: "Another", runs: runsOf("b") })];
  expect(blocked({ claims, evaluations })).toEqual(["IC-CHERRY evaluations/e-1 c-1"]);
  expect(blocked({ claims: [...claims, claimOf("c-2", { text: "It never passed." })] })).toContain(
    "IC-CHERRY claims/c-2 c-2",
  );
  const sources = [sourceOf("s-1"), sourceOf("s-1", { digest: digestFor("other") })];
  const sound = { claims: claims.slice(1), sources };
  expect(blocked({ ...sound, links: [linkOf("c-3", "s-1", { stance: "context" })] })).toEqual([
    "IC-CHERRY sources/s-1 c-3",
  ]);
  expect(blocked(sound)).toEqual(["IC-CHERRY sources/s-1 c-2 c-3"]);
  const many = Array.from({ length: 80 }, (_, at) => sourceOf(`s-${at}`));
  expect(blocked({ ...sound, sources: [...many, ...many] })).toHaveLength(65);
});

test("RS-444 A65 below twenty trials a share shows nothing, and can still be contradicted", () => {
  const of = (trials: number, successes: number) => ({
    evaluation: "e",
    counted: { runs: 1, trials, successes, undecided: 0 },
    unread: [],
    contents: [],
  });
  const least = { evaluation: "e", comparator: "at least" as const, share: 9_000 };
  const most = { evaluation: "e", comparator: "at most" as const, share: 1_000 };
  expect(SHOWN_TRIALS_MIN).toBe(20);
  expect(figureStanding(least, of(19, 19))).toBe("open");
  expect(figureStanding(most, of(19, 0))).toBe("open");
  expect(figureStanding(least, of(20, 20))).toBe("shown");
  expect(figureStanding(most, of(20, 0))).toBe("shown");
  expect(figureStanding(least, of(1, 0))).toBe("contradicted");
});

test("RS-444 A65 whatever else carries it, a material claim with a figure of nineteen trials is blocked", () => {
  const of = (trials: number) =>
    blocked({
      claims: [CLAIM],
      evaluations: [evaluationOf("e-1", { trials, trialsReported: trials, successes: trials })],
      recounts: [recountOf("e-1", { trials, successes: trials })],
    });
  expect(of(19)).toEqual(["IC-DENOM claims/c-1/figure c-1"]);
  expect(of(20)).toEqual([]);
  const one = changed("g1", (folder) => {
    const log = '{"success":true}\n';
    const made = withEvaluations(folder, (stops) => [
      {
        ...stops,
        runs: stops.runs.map((run) => ({ ...run, digest: digestOf(utf8(log)) })),
        trials: 1,
        trialsReported: 1,
        successes: 1,
      },
    ]);
    return { ...made, files: new Map([...made.files, [stopsOf(folder.dossier).runs[0]?.log ?? "", log]]) };
  });
  expect(decided(one).colour).not.toBe("GREEN");
});

test("RS-442 RS-484 A65 one log in two entries of an evaluation, in other bytes, is one log twice", () => {
  const entries = ["e-1", "e-2"].map((id) => evaluationOf(id, { name: "Stops", runs: runsOf(`run of ${id}`) }));
  const saying = (...contents: readonly string[]) =>
    found({
      claims: [CLAIM],
      evaluations: entries,
      recounts: entries.map(({ id }, place) => ({ ...recountOf(id), contents: digests(contents[place] ?? "") })),
    }).map(({ rule }) => rule);
  expect(saying("what it says", "what it says")).toEqual(["IC-CHERRY"]);
  expect(saying("what it says", "what the other says")).toEqual([]);
});
