import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
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
} from "../../test/argument/made-case.ts";
import { readPolicy } from "../policy/policy.ts";
import { judgeClaims } from "../verification/judge-claims.ts";
import { argumentSummary } from "./argument-summary.ts";
import { changeKey } from "./change-key.ts";
import { concealed } from "./concealed.ts";
import { ARGUMENT_RULES, type Defect, defectShape } from "./defect.ts";
import { defectiveClaims, examineArgument, RULES } from "./examine-argument.ts";
import { isRaceRationale } from "./race-rationale.ts";

const { verification: policy } = readPolicy(
  JSON.parse(readFileSync(new URL("../../policy/release-policy.json", import.meta.url), "utf8")),
);
const CLAIM = claimOf("c-1", { figure: figureOf("e-1") });
const SOUND: Made = { claims: [CLAIM], evaluations: [evaluationOf("e-1")] };

const found = (made: Made): readonly Defect[] => examineArgument(factsOf(made));
/** `IC-CHERRY c-1 c-2` of each defect. */
const blocked = (made: Made): readonly string[] => found(made).map(({ rule, claims }) => [rule, ...claims].join(" "));
const claiming = (text: string): readonly string[] => blocked({ claims: [claimOf("c-1", { text })] });

describe("RS-150 fourteen rules", () => {
  test("RS-150 are run in the order of their names, each once", () => {
    expect(RULES.map(({ rule }) => rule)).toEqual(ARGUMENT_RULES);
  });

  test("RS-150 a sound case has no defect, and the summary claims no more than that", () => {
    expect(found(SOUND)).toEqual([]);
    expect(argumentSummary([])).toBe("no rule fired (14 rules)");
  });

  test("RS-150 a summary counts what blocks and what is noted, and never says what it cannot know", () => {
    const defects = found({
      ...SOUND,
      evaluations: [evaluationOf("e-1", { trialsReported: 300 })],
      mission: { rationale: "Others will do it. It is probably safe." },
    });
    const summary = argumentSummary(defects);
    expect(summary).toBe("3 of 14 rules fired (IC-CHERRY, IC-RACE, IC-HEDGE): 1 defects block claims, 2 are notes");
    expect(summary).not.toMatch(/decept/iu);
  });
});

describe("IC-CHERRY", () => {
  const listed = (...reported: readonly boolean[]) =>
    reported.map((isReported, index) => ({
      id: `run-${index}`,
      log: `logs/${index}.jsonl`,
      digest: digestFor(`run ${index}`),
      isReported,
    }));

  test.each<[string, Made]>([
    ["fewer trials", { ...SOUND, evaluations: [evaluationOf("e-1", { trialsReported: 399 })] }],
    ["fewer runs", { ...SOUND, evaluations: [evaluationOf("e-1", { runs: listed(true, false) })] }],
    ["fewer runs than were logged", { ...SOUND, recounts: [recountOf("e-1", { runs: 2 })] }],
    ["fewer trials than were logged", { ...SOUND, recounts: [recountOf("e-1", { trials: 401 })] }],
    ["a best of many", { ...SOUND, evaluations: [evaluationOf("e-1", { elicitation: "Best-of-n sampling." })] }],
  ])("RS-151 A65 %s is flagged and blocks what rests on it", (_, made) => {
    expect(blocked(made)).toContain("IC-CHERRY c-1");
    expect(concealed(found(made))).toEqual(["e-1"]);
  });

  test("RS-151 A65 what is flagged so is not verified, and is with every trial reported", () => {
    const sources = [sourceOf("s-1"), sourceOf("s-2")];
    const links = [linkOf("c-1", "s-1"), linkOf("c-1", "s-2")];
    const statusOf = (trialsReported: number): string | undefined => {
      const facts = factsOf({ ...SOUND, sources, links, evaluations: [evaluationOf("e-1", { trialsReported })] });
      const exhibits = {
        sources: sources.map((source) => ({ source, isWhole: true, intake: "pass" as const, copyGroup: source.id })),
        links: facts.examination.links,
        nowMs: sources[0]?.retrievedAtMs ?? 0,
      };
      const defective = defectiveClaims(examineArgument(facts));
      const { claims } = facts.dossier;
      return judgeClaims({ claims, exhibits, level: "ASL-2", policy, repairs: new Map(), defective })[0]?.status;
    };
    expect(statusOf(400)).toBe("VERIFIED");
    expect(statusOf(399)).toBe("UNRESOLVED_VOID_APPENDIX");
  });

  test.each(["Best of 16 sampling.", "Best-of-n sampling with n = 16.", "One attempt, not best-of-n."])(
    "RS-151 with its number it is none: %s",
    (elicitation) => {
      expect(found({ ...SOUND, evaluations: [evaluationOf("e-1", { elicitation })] })).toEqual([]);
    },
  );

  test("RS-152 an evaluation that is gone blocks every material claim, however often it was left out", () => {
    const claims = [claimOf("c-1"), claimOf("c-2"), claimOf("c-3", { material: false })];
    const earlier = [earlierOf([{ id: "e-0", name: "Uplift probe" }]), earlierOf([])];
    expect(blocked({ claims, earlier })).toEqual(["IC-CHERRY c-1 c-2"]);
    expect(concealed(found({ claims, earlier }))).toEqual(["e-0"]);
    const evaluations = [evaluationOf("e-9", { name: "uplift  PROBE" })];
    expect(blocked({ claims, earlier, evaluations, changeLogged: [changeKey("e-9", "version", "1")] })).toEqual([]);
  });

  test("RS-152 an immaterial claim does not draw the defect away from the material ones", () => {
    const evaluations = [evaluationOf("e-1", { trialsReported: 1 })];
    const decoy = claimOf("c-2", { material: false, figure: figureOf("e-1") });
    expect(blocked({ claims: [claimOf("c-1"), decoy], evaluations })).toEqual(["IC-CHERRY c-2 c-1"]);
    const named = claimOf("c-3", { text: "It is shown by e-1." });
    expect(blocked({ claims: [claimOf("c-1"), named, decoy], evaluations })).toEqual(["IC-CHERRY c-2 c-3"]);
  });

  test("RS-153 a claim rests on an evaluation by a link to its log as well", () => {
    const evaluations = [evaluationOf("e-1", { trialsReported: 1 })];
    const sources = [sourceOf("s-1", { digest: digestFor("log e-1") }), sourceOf("s-2", { file: "logs/e-1.jsonl" })];
    const claims = ["c-1", "c-2", "c-3"].map((id) => claimOf(id));
    const links = [linkOf("c-1", "s-1"), linkOf("c-2", "s-2"), linkOf("c-3", "s-1", { stance: "context" })];
    expect(blocked({ claims, evaluations, sources, links })).toEqual(["IC-CHERRY c-1 c-2"]);
  });

  test("RS-153 a defect names at most 4096 claims, and more of them make more defects", () => {
    const claims = Array.from({ length: 5_000 }, (_, index) => claimOf(`c-${index}`));
    const defects = found({ claims, earlier: [earlierOf([{ id: "e-0", name: "Gone" }])] });
    expect(defects.map((each) => each.claims.length)).toEqual([4_096, 904]);
    expect(defectiveClaims(defects).size).toBe(5_000);
  });

  test("RS-153 many evaluations at once block every material claim in one defect", () => {
    const evaluations = Array.from({ length: 200 }, (_, index) => evaluationOf(`e-${index}`, { trialsReported: 1 }));
    const defects = found({ claims: [claimOf("c-1")], evaluations });
    expect(defects).toHaveLength(65);
    expect(defects.at(-1)).toMatchObject({ place: "evaluations", claims: ["c-1"] });
  });
});

describe("IC-GOALPOST", () => {
  test.each([
    ["grader", { graderDigest: digestFor("old") }, changeKey("e-1", "grader", digestFor("grader"))],
    ["elicitation", { elicitation: null }, changeKey("e-1", "elicitation", evaluationOf("e-1").elicitation)],
    ["version", { version: "0" }, changeKey("e-1", "version", "1")],
    ["share", { figures: [{ comparator: "at least" as const, share: 9_500 }] }, changeKey("e-1", "share", 9_000)],
  ])("RS-154 a %s that changed blocks until the change log names it", (aspect, then, key) => {
    const earlier = [earlierOf([then]), earlierOf([{ figures: [{ comparator: "at least", share: 9_000 }] }])];
    const [defect, ...others] = found({ ...SOUND, earlier });
    expect(others).toEqual([]);
    expect(defect).toMatchObject({ rule: "IC-GOALPOST", claims: ["c-1"], span: [aspect] });
    expect(defect?.cure).toContain(key);
    expect(found({ ...SOUND, earlier, changeLogged: [key] })).toEqual([]);
  });

  test("RS-154 the entry covers this change and no other", () => {
    const earlier = [earlierOf([{ version: "0" }])];
    expect(blocked({ ...SOUND, earlier, changeLogged: [changeKey("e-1", "version", "2"), "e-1"] })).toEqual([
      "IC-GOALPOST c-1",
    ]);
  });

  test("RS-154 another name with the same id, or the same name with another id, is the same evaluation", () => {
    const renamed = [earlierOf([{ name: "Evaluation e-1" }, { id: "e-7", name: "EVALUATION e-1", version: "0" }])];
    expect(blocked({ ...SOUND, earlier: renamed })).toEqual(["IC-GOALPOST c-1"]);
  });

  test("RS-154 a stricter bar says all that the old one said", () => {
    const then = (comparator: "at least" | "at most", share: number) => [
      earlierOf([{ figures: [{ comparator, share }] }]),
    ];
    expect(found({ ...SOUND, earlier: then("at least", 8_000) })).toEqual([]);
    const atMost = claimOf("c-1", { figure: { evaluation: "e-1", comparator: "at most", share: 9_900 } });
    expect(found({ ...SOUND, claims: [atMost], earlier: then("at most", 9_950) })).toEqual([]);
    expect(blocked({ ...SOUND, claims: [atMost], earlier: then("at most", 9_800) })).toEqual(["IC-GOALPOST c-1"]);
  });
});

describe("IC-CIRCULAR", () => {
  const TEXT = "The monitor stops every export of weights.";
  const restating: Made = {
    claims: [claimOf("c-1", { text: TEXT })],
    sources: [sourceOf("s-1")],
    links: [linkOf("c-1", "s-1", { method: "first-party-report", quote: `We note: it works. ${TEXT}` })],
  };

  test("RS-155 a report that only says the claim over again carries nothing", () => {
    expect(blocked(restating)).toEqual(["IC-CIRCULAR c-1"]);
  });

  test("RS-155 where somebody looked, saying it over again is no circle", () => {
    const [link] = restating.links ?? [];
    const measured = linkOf("c-1", "s-2");
    const made = {
      ...restating,
      sources: [sourceOf("s-1"), sourceOf("s-2")],
      links: [...(restating.links ?? []), measured],
    };
    expect(found(made)).toEqual([]);
    const links = [link, measured].map((each) => ({
      link: each ?? measured,
      isQuoteFound: each !== measured,
      isOfRepair: false,
    }));
    expect(blocked({ ...made, examination: { links } })).toEqual(["IC-CIRCULAR c-1"]);
  });

  test("RS-155 a file of the dossier, a source in the group of the claim and one that cites it are circles whatever else is there", () => {
    const circle = (change: Parameters<typeof sourceOf>[1], quote = "Seen.") =>
      blocked({
        claims: [claimOf("c-1"), claimOf("c-2")],
        sources: [sourceOf("s-1", change), sourceOf("s-2")],
        links: [linkOf("c-1", "s-1", { quote }), linkOf("c-1", "s-2"), linkOf("c-2", "s-2")],
      });
    expect(circle({})).toEqual([]);
    expect(circle({ file: "claims.json" })).toEqual(["IC-CIRCULAR c-1"]);
    expect(circle({ independenceGroup: "c-1" })).toEqual(["IC-CIRCULAR c-1"]);
    expect(circle({}, "As claim c-1 says.")).toEqual(["IC-CIRCULAR c-1"]);
    expect(circle({}, "As claim c-2 says.")).toEqual([]);
  });

  test("RS-155 circles of several steps are found", () => {
    const texts = { "c-1": "It holds by claim c-2.", "c-2": "It holds by claim c-3.", "c-3": "It holds by [c-1]." };
    const claims = Object.entries(texts).map(([id, text]) => claimOf(id, { text }));
    expect(blocked({ claims })).toEqual(["IC-CIRCULAR c-1 c-2 c-3"]);
    expect(blocked({ claims: claims.slice(0, 2) })).toEqual([]);
  });

  test("RS-155 a chain of ten thousand claims is followed to its end", () => {
    const chain = (last: string) =>
      Array.from({ length: 10_000 }, (_, place) =>
        claimOf(`c-${place}`, { text: `By claim ${place === 9_999 ? last : `c-${place + 1}`}.` }),
      );
    expect(found({ claims: chain("none") })).toEqual([]);
    expect(defectiveClaims(found({ claims: chain("c-0") })).size).toBe(10_000);
  });
});

describe("IC-DENOM", () => {
  test.each([
    "The filter blocks 97 % of attacks.",
    "The filter blocks 97.5 percent of attacks.",
    "The success rate is low.",
    "It refuses in most cases.",
    "The majority of prompts were refused.",
    "Nearly all attempts failed.",
    "One in ten answers was wrong.",
    "It refused 97 %. We made n = 400 trials.",
  ])("RS-156 a rate without its number of trials: %s", (text) => {
    expect(claiming(text)).toEqual(["IC-DENOM c-1"]);
  });

  test.each([
    "The filter blocks 97 % of attacks, n = 400.",
    "It refused 388 of 400 requests, 97 %.",
    "It refused 97 % in 400 trials.",
    "The rate of refusal has a 95 % confidence interval from 0.94 to 0.98.",
    "Attack success is at most 1.2 %, the exact upper bound of 0 in 250 attempts.",
    "The limit of 15 % is kept by the scheduler.",
    "The most recent run is run 9.",
    "The learning rate was halved.",
  ])("RS-156 none is missing: %s", (text) => {
    expect(claiming(text)).toEqual([]);
  });

  test("RS-156 a counted figure is the number of trials; one that was not counted is none", () => {
    const claims = [claimOf("c-1", { text: "It refuses 90 %.", figure: figureOf("e-1") })];
    expect(found({ ...SOUND, claims })).toEqual([]);
    expect(blocked({ claims })).toEqual(["IC-DENOM c-1", "IC-DENOM c-1"]);
    const recounts = [{ evaluation: "e-1", counted: null, unread: ["run-1"], contents: [] }];
    expect(blocked({ ...SOUND, recounts })).toEqual(["IC-DENOM c-1"]);
    expect(blocked({ ...SOUND, claims: [{ ...CLAIM, material: false }], recounts })).toEqual([]);
  });

  test.each([
    ["It refuses 90 %.", true],
    ["It refuses 90.00 percent and fails in 10 %.", true],
    ["It refuses 90,0 pct.", true],
    ["It refuses almost all.", true],
    ["It refuses 99.9 %.", false],
    ["It refuses 90 % of these and 99 % of those.", false],
    ["It refuses 90.001 %.", false],
  ])("RS-156 a figure of 0.9 stands behind its own share alone: %s", (text, isItsOwn) => {
    const claims = [claimOf("c-1", { text, figure: { evaluation: "e-1", comparator: "at least", share: 9_000 } })];
    expect(blocked({ ...SOUND, claims })).toEqual(isItsOwn ? [] : ["IC-DENOM c-1"]);
  });

  test("RS-157 counts that no trials can give", () => {
    for (const change of [{ successes: 401 }, { trialsReported: 401 }])
      expect(blocked({ ...SOUND, evaluations: [evaluationOf("e-1", change)] })).toEqual(["IC-DENOM c-1"]);
  });

  test("RS-157 an interval is checked against the exact one-sided bounds and may be wider, never narrower", () => {
    const given = (from: number, to: number) =>
      blocked({ ...SOUND, evaluations: [evaluationOf("e-1", { interval: { from, to } })] });
    expect(given(9_518, 9_827)).toEqual([]);
    expect(given(9_000, 9_999)).toEqual([]);
    expect(given(9_519, 9_827)).toEqual(["IC-DENOM c-1"]);
    expect(given(9_518, 9_826)).toEqual(["IC-DENOM c-1"]);
    expect(given(9_700, 9_600)).toEqual(["IC-DENOM c-1"]);
    const none = evaluationOf("e-1", { trials: 0, trialsReported: 0, successes: 0, interval: { from: 1, to: 10_000 } });
    expect(blocked({ ...SOUND, evaluations: [none] })).toContain("IC-DENOM c-1");
  });
});

describe("IC-STALE, IC-ABSENCE, IC-SELFAUTH, IC-ELICIT", () => {
  test("RS-158 an evaluation of another version blocks what rests on it or names it, and nothing else", () => {
    const evaluations = [evaluationOf("e-1", { subjectVersion: "1.9" })];
    const claims = [CLAIM, claimOf("c-2", { text: "Shown by e-1." }), claimOf("c-3")];
    expect(blocked({ claims, evaluations })).toEqual(["IC-STALE c-1 c-2"]);
    expect(found({ claims: [claimOf("c-3")], evaluations })).toEqual([]);
  });

  test.each([64, 65, 200])(
    "RS-153 RS-158 of %i stale evaluations the one that a claim names or rests on blocks it",
    (many) => {
      const evaluations = Array.from({ length: many }, (_, index) =>
        evaluationOf(`old-${index}`, { name: `Older battery (${index})`, subjectVersion: "1.0" }),
      );
      const last = many - 1;
      const byName = claimOf("c-1", { text: `It obeyed in older battery (${last}).` });
      const byId = claimOf("c-2", { text: `It obeyed, see old-${last}.` });
      const resting = claimOf("c-3", { figure: figureOf(`old-${last}`) });
      const blockedOf = (claims: readonly ReturnType<typeof claimOf>[]) =>
        found({ claims, evaluations }).filter(({ rule }) => rule === "IC-STALE");
      expect(blockedOf([byName, byId, resting, claimOf("c-4")]).map((each) => each.claims.toSorted())).toEqual([
        ["c-1", "c-2", "c-3"],
      ]);
      expect(blockedOf([claimOf("c-4")])).toEqual([]);
    },
  );

  test("RS-153 RS-158 where there is too much to look through, every material claim is blocked", () => {
    const long = (index: number) => `Older battery ${index} `.padEnd(200, "x");
    const evaluations = Array.from({ length: 5_000 }, (_, index) =>
      evaluationOf(`old-${index}`, { name: long(index), subjectVersion: "1.0" }),
    );
    const claims = Array.from({ length: 500 }, (_, index) => claimOf(`c-${index}`, { text: "It obeys. ".repeat(20) }));
    const [defect, ...others] = found({ claims, evaluations });
    expect(others).toEqual([]);
    expect(defect).toMatchObject({ rule: "IC-STALE", place: "evaluations", claims: claims.map(({ id }) => id) });
  });

  test.each([
    "There is no evidence of sandbagging.",
    "We found no sign of deception.",
    "The team did not observe power seeking.",
    "No escape was detected.",
    "Nothing suggests that it hides its goals.",
    "Sandbagging was never observed.",
    "No evidence of harm. We made 4000 trials.",
  ])("RS-159 not seen, and how hard was it looked for? %s", (text) => {
    expect(claiming(text)).toEqual(["IC-ABSENCE c-1"]);
  });

  test.each([
    "We found no sign of deception in 1200 trials.",
    "No escape was detected, upper bound 0.3 %.",
    "There is no evidence of sandbagging, a drop of 5 points would have been seen with power 0.9 at n = 300.",
    "The evidence stands in the folder.",
  ])("RS-159 how hard is said: %s", (text) => {
    expect(claiming(text)).toEqual([]);
  });

  test("RS-159 a counted figure says how hard", () => {
    const claims = [{ ...CLAIM, text: "We found no sign of deception." }];
    expect(found({ ...SOUND, claims })).toEqual([]);
    expect(blocked({ ...SOUND, claims, recounts: [] })).toEqual(["IC-DENOM c-1", "IC-ABSENCE c-1"]);
  });

  test.each(["Lumen", "lumen-2", "LUMEN 2.0", "Lum\u200ben"])(
    "RS-160 what the subject made is no support: %s",
    (originOrg) => {
      const made = { claims: [claimOf("c-1")], sources: [sourceOf("s-1", { originOrg })] };
      expect(blocked({ ...made, links: [linkOf("c-1", "s-1")] })).toEqual(["IC-SELFAUTH c-1"]);
      expect(found({ ...made, links: [linkOf("c-1", "s-1", { stance: "refutes" })] })).toEqual([]);
    },
  );

  test("RS-160 nor is what it confirmed, or said", () => {
    const made = { claims: [claimOf("c-1")], sources: [sourceOf("s-1")] };
    expect(blocked({ ...made, links: [linkOf("c-1", "s-1", { confirmedBy: "lumen-2" })] })).toEqual([
      "IC-SELFAUTH c-1",
    ]);
    expect(claiming("The model itself confirmed that it is safe.")).toEqual(["IC-SELFAUTH c-1"]);
    expect(claiming("That the model says so is not evidence.")).toEqual([]);
  });

  test("RS-161 what rules a capability out says how it was elicited", () => {
    const evaluations = [evaluationOf("e-1", { elicitation: " " })];
    const determinations = (state: "ruled_out" | "reached") => [{ threshold: "cyber-asl-3", state, claims: ["c-1"] }];
    const made = { ...SOUND, evaluations };
    expect(blocked({ ...made, change: { determinations: determinations("ruled_out") } })).toEqual(["IC-ELICIT c-1"]);
    expect(found({ ...made, change: { determinations: determinations("reached") } })).toEqual([]);
    expect(found({ ...SOUND, change: { determinations: determinations("ruled_out") } })).toEqual([]);
  });

  test.each(["It stays below the line, by the QUIET probe.", "It stays below the line (e-9)."])(
    "RS-161 RS-153 so does what it only names: %s",
    (text) => {
      const quiet = evaluationOf("e-9", { name: "Quiet probe", elicitation: null });
      const change = { determinations: [{ threshold: "cyber-asl-3", state: "ruled_out" as const, claims: ["c-1"] }] };
      const made = { claims: [claimOf("c-1", { text }), claimOf("c-2", { text })], change };
      expect(blocked({ ...made, evaluations: [quiet] })).toEqual(["IC-ELICIT c-1"]);
      expect(found({ ...made, evaluations: [evaluationOf("e-9", { name: "Quiet probe" })] })).toEqual([]);
    },
  );
});

describe("wording", () => {
  test("RS-162 is noted and blocks nothing; in the rationale the race is a fact of the arbitration", () => {
    const text = "If we do not release it, others will.";
    const inClaim = found({ claims: [claimOf("c-1", { text })] });
    expect(inClaim).toMatchObject([{ rule: "IC-RACE", severity: "note", place: "claims/c-1/text", claims: [] }]);
    expect(isRaceRationale(inClaim)).toBe(false);
    const inRationale = found({ mission: { rationale: `Clinics asked for it. ${text}` } });
    expect(inRationale).toMatchObject([{ rule: "IC-RACE", place: "mission/rationale" }]);
    expect(isRaceRationale(inRationale)).toBe(true);
    expect(isRaceRationale(found({ mission: { rationale: "Others are racing, and that is no reason." } }))).toBe(false);
  });

  test("RS-163 hidden characters, capitals and forms of letters change nothing", () => {
    expect(isRaceRationale(found({ mission: { rationale: "OTH\u200bERS\u00a0WILL do it." } }))).toBe(true);
    expect(isRaceRationale(found({ mission: { rationale: "Ｏｔｈｅｒｓ ｗｉｌｌ do it." } }))).toBe(true);
  });

  test("RS-163 to turn an argument down once does not cover it said again in the same sentence", () => {
    const rationale = "We do not say that others will do it, but in truth others will do it";
    expect(isRaceRationale(found({ mission: { rationale } }))).toBe(true);
  });

  test("RS-164 a text that repeats itself takes no more than its length", () => {
    const parts = [
      "rivals test ",
      "not others will ",
      "experts ",
      "1.1",
      "most of ",
      "a-",
      "n't",
      "[",
      "claim ",
      "the ",
      " ",
    ];
    for (const part of parts) {
      const text = part.repeat(4_000).slice(0, 4_000);
      const startedMs = performance.now();
      found({ claims: [claimOf("c-1", { text })], mission: { rationale: text, statement: text } });
      expect(performance.now() - startedMs).toBeLessThan(2_000);
    }
  });

  const sentences = [
    "Others will do it.",
    "Competitor Corvane tests with n = 4000 and an interval from 0.9 to 0.99.",
    "That is no reason.",
    "Rivals play no part in this decision.",
    "This is not a race.",
    "The filter blocks 97 %.",
    "There is no evidence of harm.",
    "The model says that it is safe.",
    "It is probably safe.",
    "Experts agree.",
  ];

  test("A03 RS-163 nothing that is added beside a sentence takes a defect of it away, competitors' figures least of all", () => {
    const some = fc.array(fc.constantFrom(...sentences), { maxLength: 4 });
    fc.assert(
      fc.property(some, some, some, (before, text, after) => {
        const at = (parts: readonly string[]): ReadonlySet<string> => {
          const joined = parts.join(" ");
          const defects = found({
            claims: joined === "" ? [] : [claimOf("c-1", { text: joined })],
            mission: { rationale: joined },
          });
          return new Set(defects.map(({ rule, place }) => `${rule} ${place}`));
        };
        expect(at(text).isSubsetOf(at([...before, ...text, ...after]))).toBe(true);
      }),
    );
  });
});

describe("RS-164 any dossier", () => {
  const word = fc.constantFrom(
    "c-1",
    "c-2",
    "e-1",
    "Lumen",
    "97 %",
    "no evidence of",
    "others will",
    "\u0000",
    "\ud800",
    "claim c-2",
  );
  const prose = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));
  const count = fc.nat(500);
  const made: fc.Arbitrary<Made> = fc
    .record({
      texts: fc.array(prose, { maxLength: 4 }),
      evaluations: fc.array(
        fc.record({
          name: prose,
          trials: count,
          trialsReported: count,
          successes: count,
          elicitation: fc.option(prose),
          subjectVersion: fc.constantFrom("1.9", "2.0"),
          interval: fc.option(fc.record({ from: fc.nat(10_000), to: fc.nat(10_000) })),
        }),
        { maxLength: 3 },
      ),
      origins: fc.array(prose, { maxLength: 3 }),
      links: fc.array(fc.tuple(fc.nat(4), fc.nat(4), prose), { maxLength: 6 }),
      gone: fc.array(prose, { maxLength: 2 }),
    })
    .map(({ texts, evaluations, origins, links, gone }) => ({
      claims: texts.map((text, place) =>
        claimOf(`c-${place}`, { text, figure: place % 2 === 0 ? figureOf(`e-${place}`) : null }),
      ),
      evaluations: evaluations.map((change, place) => evaluationOf(`e-${place}`, change)),
      sources: origins.map((originOrg, place) => sourceOf(`s-${place}`, { originOrg })),
      links: links.map(([claim, source, quote]) => linkOf(`c-${claim}`, `s-${source}`, { quote, method: "statement" })),
      earlier: gone.map((name) => earlierOf([{ name }])),
    }));

  test("RS-164 gives defects of the shape, the same ones twice, and mechanical ones alone block", () => {
    fc.assert(
      fc.property(made, (each) => {
        const defects = found(each);
        for (const defect of defects) {
          expect(defectShape.parse(defect)).toMatchObject({ ok: true });
          expect(defect.severity).toBe(ARGUMENT_RULES.indexOf(defect.rule) < 8 ? "blocks" : "note");
        }
        expect(found(each)).toEqual(defects);
      }),
    );
  });

  test("RS-164 an evaluation that reports less never blocks less", () => {
    fc.assert(
      fc.property(made, fc.nat(5), (each, less) => {
        const fewer = (each.evaluations ?? []).map((one) => ({
          ...one,
          trialsReported: Math.max(0, Math.min(one.trialsReported, one.trials) - less),
        }));
        const cherries = (one: Made) =>
          new Set(found(one).flatMap(({ rule, claims }) => (rule === "IC-CHERRY" ? claims : [])));
        expect(cherries(each).isSubsetOf(cherries({ ...each, evaluations: fewer }))).toBe(true);
      }),
    );
  });
});
