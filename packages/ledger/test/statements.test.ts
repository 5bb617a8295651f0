import { readdirSync, readFileSync } from "node:fs";
import { canonicalJson } from "@plimsoll/foundation";
import { openEnvelope, signingKeyFromSeed } from "@plimsoll/foundation/node";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { statementSchemas } from "../../../scripts/schemas/statement-schemas.ts";
import { KINDS_WITHOUT_STATEMENT, STATEMENT_KINDS } from "../src/statement/entry-kinds.ts";
import type { EntryObject } from "../src/statement/entry-object.ts";
import { exportStatements, statementsOf } from "../src/statement/export-statements.ts";
import { PREDICATE_NAMES, predicateTypeOf } from "../src/statement/predicate-type.ts";
import { type EntryPredicate, type Statement, statementOf } from "../src/statement/statement.ts";
import { verificationResultOf } from "../src/statement/verification-result.ts";
import { verificationSummaryOf } from "../src/statement/verification-summary.ts";
import { codeOf } from "./ledger-rig.ts";
import { sampleOf, type Schema } from "./schema-sample.ts";

const SPEC = new URL("../../../spec/", import.meta.url);
const PAGE = new URL("../../../docs/reference/statements.md", import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, SPEC), "utf8"));

interface Vectors {
  readonly origin: string;
  readonly seedHex: string;
  readonly entries: readonly Vector[];
}

interface Vector {
  readonly entry: EntryObject;
  readonly statement: Statement<EntryPredicate> | null;
  readonly envelope: unknown;
  readonly verificationResult: unknown;
  readonly verificationSummary: unknown;
}

const vectors = read("vectors/ledger/statements.json") as Vectors;
const { origin, entries } = vectors;
const key = signingKeyFromSeed(Buffer.from(vectors.seedHex, "hex"));
const texts = entries.map(({ entry }, index) => ({ index, text: canonicalJson(entry) }));
const expected = entries.flatMap(({ statement }) => statement ?? []);

const entrySchema = read("schemas/entry.schema.json") as Schema & {
  readonly oneOf: readonly (Schema & { readonly title: string })[];
};
const kinds: readonly string[] = entrySchema.oneOf.map((schema: { readonly title: string }) => schema.title);

const schemas = statementSchemas(entrySchema);
const ajv = new Ajv2020({ strict: true, allErrors: true });
const isEntry = ajv.compile(entrySchema);
for (const schema of Object.values(schemas)) ajv.addSchema(schema);

const nameOf = ({ predicateType }: Statement<unknown>): string =>
  PREDICATE_NAMES.find((name) => predicateTypeOf(name) === predicateType) ?? "none";

const faultsOf = (statement: Statement<unknown>): unknown => {
  ajv.validate(`urn:plimsoll:schema:statement:${nameOf(statement)}:v0.1`, statement);
  return ajv.errors ?? [];
};

/** An entry of every kind, and of every kind that may bear a debit receipt one with and one without. */
const samples = entrySchema.oneOf.flatMap((schema) =>
  [0, 1].map((choice) => sampleOf(schema, entrySchema, choice) as EntryObject),
);

const statementAlone = (entry: EntryObject): Statement<EntryPredicate> | null =>
  statementOf(entry, { origin: "o", index: 0 }, new Map());

const withoutLedger = (predicate: EntryPredicate): unknown =>
  Object.fromEntries(Object.entries(predicate).filter(([field]) => field !== "ledger"));

describe("entries and statements", () => {
  test("LG-63 every kind of entry is a statement, or is listed as none with a reason", () => {
    const listed = [...Object.keys(STATEMENT_KINDS), ...Object.keys(KINDS_WITHOUT_STATEMENT)];
    expect(listed.toSorted()).toEqual(kinds.toSorted());
    for (const reason of Object.values(KINDS_WITHOUT_STATEMENT)) expect(reason.length).toBeGreaterThan(30);
  });

  test("LG-63 no predicate is without a kind", () => {
    const used = new Set(Object.values(STATEMENT_KINDS).map(({ predicate }) => predicate));
    expect([...used].toSorted()).toEqual(PREDICATE_NAMES.toSorted());
  });

  test("LG-63 what bears an output of the kernel is a statement of that output", () => {
    const outputs: Readonly<Record<string, readonly string[]>> = {
      "debit-receipt": ["cu-debit"],
      "capability-token": ["capability-token"],
      "throttle-action": ["governor-decision"],
      "forensic-shutdown": ["kill-report", "contamination", "audit-reconciliation"],
    };
    for (const sample of samples.filter(({ output }) => typeof output === "string")) {
      const statement = statementAlone(sample) as Statement<EntryPredicate>;
      expect(outputs[sample["output"] as string], sample.kind).toContain(nameOf(statement));
    }
    expect(samples.filter(({ kind, output }) => kind === "lease.granted" && output === null)).toHaveLength(1);
    expect(samples.filter(({ kind, output }) => kind === "lease.granted" && output !== null)).toHaveLength(1);
  });

  test("LG-63 a kind that is not known is an error, and never left out", () => {
    const unknown = [{ index: 0, text: '{"at":1,"kind":"soul.sold"}' }];
    expect(codeOf(() => [...statementsOf(unknown, "o")])).toBe("ENTRY_KIND_UNKNOWN");
    const inherited = [{ index: 0, text: '{"at":1,"kind":"toString"}' }];
    expect(codeOf(() => [...statementsOf(inherited, "o")])).toBe("ENTRY_KIND_UNKNOWN");
  });

  test.each(['{"at":1, "kind":"a"}', '{"kind":"a"}', '{"at":1.5,"kind":"a"}', '{"at":1,"kind":2}', "[]", "null", "{"])(
    "LG-63 %s is no entry",
    (text) => {
      expect(codeOf(() => [...statementsOf([{ index: 0, text }], "o")])).toBe("ENTRY_NOT_CANONICAL");
    },
  );
});

describe("statements", () => {
  test("LG-61 are what another program makes of the same entries", () => {
    expect([...statementsOf(texts, origin)]).toEqual(expected);
    expect(expected.length).toBe(entries.length - 1);
  });

  test("LG-66 are signed byte for byte as another program signs them, and open", () => {
    const envelopes = [...exportStatements(texts, { origin, key })];
    expect(envelopes).toEqual(entries.flatMap(({ envelope }) => envelope ?? []));
    for (const [place, envelope] of envelopes.entries()) {
      const opened = openEnvelope(envelope, "application/vnd.in-toto+json", () => key.publicKey);
      expect(JSON.parse(Buffer.from(opened?.payload ?? []).toString("utf8"))).toEqual(expected[place]);
    }
  });

  test("LG-61 hold the fields of the entry as they are, and where it stands", () => {
    for (const sample of samples) {
      const statement = statementOf(sample, { origin: "o", index: 7 }, new Map());
      if (statement === null) continue;
      const { ledger } = statement.predicate;
      expect(withoutLedger(statement.predicate)).toEqual(sample);
      expect({ origin: ledger.origin, index: ledger.index }).toEqual({ origin: "o", index: 7 });
    }
  });

  test("LG-61 no kind of entry has a field of its own that is called ledger", () => {
    for (const { properties } of entrySchema.oneOf) expect(Object.keys(properties ?? {})).not.toContain("ledger");
  });

  test("LG-62 have a type that is a case-normalised URI with a version", () => {
    for (const name of PREDICATE_NAMES) {
      const type = predicateTypeOf(name);
      expect(new URL(type).href).toBe(type);
      expect(type).toMatch(/^[a-z-]+:[a-z:/.0-9-]+\/v0\.1$/);
    }
  });
});

describe("subjects", () => {
  const subjectsOf = (entry: Record<string, unknown>): unknown =>
    statementAlone({ at: 1, ...entry } as unknown as EntryObject)?.subject;
  const digest = (letter: string): `sha256:${string}` => `sha256:${letter.repeat(64)}`;
  const named = (name: string, letter: string): unknown => ({ name, digest: { sha256: letter.repeat(64) } });

  test("LG-64 every statement has one at least, each name once and each digest once", () => {
    for (const { subject } of samples.flatMap((sample) => statementAlone(sample) ?? [])) {
      expect(subject.length).toBeGreaterThan(0);
      expect(new Set(subject.map(({ name }) => name)).size).toBe(subject.length);
      expect(new Set(subject.map(({ digest }) => digest.sha256)).size).toBe(subject.length);
    }
  });

  test("LG-64 every path to a subject leads to a digest in the schema of its kind", () => {
    for (const [kind, { subjects, examinedIn }] of Object.entries(STATEMENT_KINDS)) {
      const ofKind = samples.filter((sample) => sample.kind === kind);
      const found = ofKind.flatMap((sample) => statementAlone(sample)?.subject ?? []);
      const names = new Set(found.map(({ name }) => name.replace(/\/\d+$/, "")).filter((name) => name !== "entry"));
      expect([...names].toSorted(), kind).toEqual(Object.keys(subjects).toSorted());
      if (examinedIn !== undefined) for (const sample of ofKind) expect(typeof sample[examinedIn], kind).toBe("string");
    }
  });

  test("LG-64 are the weights and the data of a run, and without any the entry itself", () => {
    const run = { kind: "run.started", weights: { digest: digest("a") }, datasets: [digest("b"), digest("c")] };
    expect(subjectsOf(run)).toEqual([named("weights", "a"), named("dataset/0", "b"), named("dataset/1", "c")]);
    expect(subjectsOf({ ...run, weights: null, datasets: [] })).toMatchObject([{ name: "entry" }]);
  });

  test("LG-64 are the graph of a deployment and each of its weights once", () => {
    const graph = {
      nodes: [{ weights: digest("a") }, { weights: null }, { weights: digest("b") }, { weights: digest("a") }],
    };
    expect(subjectsOf({ kind: "deployment.registered", graph, graphDigest: digest("c") })).toEqual([
      named("graph", "c"),
      named("weights/0", "a"),
      named("weights/1", "b"),
    ]);
  });

  test("LG-64 of a scrub are the scrubbed bytes, never those that stay contaminated", () => {
    const scrub = { kind: "dataset.scrubbed", dataset: digest("a"), before: digest("a"), after: digest("b") };
    expect(subjectsOf(scrub)).toEqual([named("dataset", "b")]);
  });

  test("LG-64 of a token are the artifact alone, not the graph that it is a part of", () => {
    const token = { kind: "token.granted", artifact: digest("a"), graphDigest: digest("b"), nodeKey: digest("c") };
    expect(subjectsOf(token)).toEqual([named("artifact", "a")]);
  });

  test("LG-65 of results are what their set was registered for, and not what another set or examination was", () => {
    const list = [
      { kind: "windows.registered", set: "x", digest: digest("a") },
      { kind: "families.registered", examination: "x", digest: digest("b") },
      { kind: "windows.closed", set: "x" },
      { kind: "families.closed", examination: "x" },
      { kind: "windows.closed", set: "y" },
    ].map((entry, index) => ({ index, text: canonicalJson({ at: 1, ...entry }) }));
    const subjects = [...statementsOf(list, "o")].map(({ subject }) => subject);
    expect(subjects.slice(2)).toEqual([
      [named("examined", "a")],
      [named("examined", "b")],
      [expect.objectContaining({ name: "entry" })],
    ]);
  });

  test.each([
    ["from the middle", [1, 2]],
    ["with a gap", [0, 2]],
    ["backwards", [1, 0]],
  ])("LG-65 entries %s are refused: statements must not depend on where the reading began", (_, order) => {
    const some = order.flatMap((index) => texts[index] ?? []);
    expect(() => [...statementsOf(some, origin)]).toThrow(RangeError);
  });
});

describe("the formats of others", () => {
  test("LG-67 are what another program makes of the same statements", () => {
    const made = entries.filter(({ statement }) => statement !== null);
    for (const { statement, verificationResult, verificationSummary } of made) {
      expect(verificationResultOf(statement as Statement<EntryPredicate>)).toEqual(verificationResult);
      expect(verificationSummaryOf(statement as Statement<EntryPredicate>)).toEqual(verificationSummary);
    }
    expect(made.filter(({ verificationSummary }) => verificationSummary !== null)).toHaveLength(3);
  });

  const verdict = (fields: Record<string, unknown>): Statement<EntryPredicate> =>
    statementAlone({
      at: 1,
      kind: "release.judged",
      artifact: `sha256:${"a".repeat(64)}`,
      level: "green",
      policyDigest: `sha256:${"b".repeat(64)}`,
      ...fields,
    } as unknown as EntryObject) as Statement<EntryPredicate>;

  test.each(["yellow", "red", "Green", "", null])(
    "LG-67 a release that is %j has failed and has no property",
    (level) => {
      expect(verificationResultOf(verdict({ level }))).toBeNull();
      const { verificationResult, verifiedLevels } = verificationSummaryOf(verdict({ level }))?.predicate ?? {};
      expect([verificationResult, verifiedLevels]).toEqual(["FAILED", ["FAILED"]]);
    },
  );

  test("LG-67 nothing is verified under no policy", () => {
    expect(verificationSummaryOf(verdict({ policyDigest: null }))).toBeNull();
    expect(verificationResultOf(verdict({ policyDigest: null }))).toBeNull();
  });

  test("LG-67 a name with a colon does not run into its neighbour", () => {
    const token = (deployment: string, site: string): string | undefined => {
      const entry = {
        at: 1,
        kind: "token.granted",
        deployment,
        audience: "internal",
        power: { band: "full" },
        policyDigest: `sha256:${"b".repeat(64)}`,
      };
      const statement = statementOf(entry as unknown as EntryObject, { origin: site, index: 0 }, new Map());
      return verificationSummaryOf(statement as Statement<EntryPredicate>)?.predicate.resourceUri;
    };
    expect(token("b:c", "a")).toMatch(/^urn:plimsoll:deployment:a:b%3Ac:internal$/);
    expect(token("b:c", "a")).not.toBe(token("c", "a:b"));
  });

  test("LG-67 a time that RFC 3339 cannot write is refused", () => {
    expect(() => verificationSummaryOf(verdict({ at: 253_402_300_800_000 }))).toThrow(RangeError);
  });

  test("LG-67 no level of ours passes for one of SLSA's", () => {
    for (const { verificationSummary } of entries) expect(JSON.stringify(verificationSummary)).not.toMatch(/"SLSA_/);
  });
});

describe("schemas", () => {
  test("LG-68 spec/schemas/statements is what the code says: node --conditions=@plimsoll/source scripts/write/statement-schemas.ts", () => {
    expect(readdirSync(new URL("schemas/statements/", SPEC)).toSorted()).toEqual(Object.keys(schemas).toSorted());
    for (const [file, schema] of Object.entries(schemas))
      expect(JSON.stringify(read(`schemas/statements/${file}`)), file).toBe(JSON.stringify(schema));
  });

  test("LG-68 admit every statement that can be made", () => {
    for (const sample of samples) {
      expect(isEntry(sample), JSON.stringify(isEntry.errors)).toBe(true);
      const statement = statementAlone(sample);
      if (statement !== null) expect(faultsOf(statement), JSON.stringify(statement)).toEqual([]);
    }
    for (const statement of expected) expect(faultsOf(statement), JSON.stringify(statement)).toEqual([]);
  });

  test("LG-68 refuse a statement with a field less, anywhere at the top of the predicate", () => {
    for (const statement of expected) {
      for (const field of Object.keys(statement.predicate)) {
        const { [field]: _, ...predicate } = statement.predicate;
        expect(faultsOf({ ...statement, predicate }), `${statement.predicate.kind} ${field}`).not.toEqual([]);
      }
    }
  });

  test("LG-68 refuse a statement without a subject, and a predicate of another type", () => {
    const [first, ...others] = expected as [Statement<EntryPredicate>, ...Statement<EntryPredicate>[]];
    expect(faultsOf({ ...first, subject: [] })).not.toEqual([]);
    const other = others.find(({ predicateType }) => predicateType !== first.predicateType);
    expect(faultsOf({ ...first, predicate: other?.predicate })).not.toEqual([]);
  });

  test("LG-68 leave room for fields that this version does not know, as in-toto demands", () => {
    for (const statement of expected) {
      const extended = { ...statement, mood: "good", predicate: { ...statement.predicate, mood: "good" } };
      expect(faultsOf(extended)).toEqual([]);
    }
  });
});

describe("docs/reference/statements.md", () => {
  const page = readFileSync(PAGE, "utf8");
  const rows = [...page.matchAll(/^\| `(urn:[^`]+)` \| ([^|]+) \| ([^|]+) \| \[[^\]]+\]\(([^)]+)\) \|$/gm)];
  const examples = [...page.matchAll(/```json\n([\s\S]+?)```/g)].map(
    ([, text = ""]) => JSON.parse(text) as Statement<unknown>,
  );
  const codeIn = (text = ""): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code ?? []);

  test("LG-69 lists every predicate with its entries, its subjects and its schema", () => {
    const listed = rows.map(([, type, from, subjects, file]) => ({
      type,
      from: codeIn(from).toSorted(),
      subjects: codeIn(subjects).toSorted(),
      file,
    }));
    expect(listed).toEqual(
      PREDICATE_NAMES.map((name) => ({
        type: predicateTypeOf(name),
        from: kindsOf(name).toSorted(),
        subjects: subjectNamesOf(name).toSorted(),
        file: `../../spec/schemas/statements/${name}.schema.json`,
      })),
    );
  });

  test("LG-69 gives the reason for every kind without a statement", () => {
    const reasons = [...page.matchAll(/^- `([a-z.]+)` (.+)\.$/gm)].map(([, kind, reason]) => [kind, reason]);
    expect(Object.fromEntries(reasons)).toEqual(KINDS_WITHOUT_STATEMENT);
  });

  test("LG-69 shows one example of each predicate, and both of the others' formats", () => {
    const ours = examples.filter(({ predicateType }) => predicateType.startsWith("urn:"));
    expect(ours.map(nameOf)).toEqual([...PREDICATE_NAMES]);
    for (const example of ours) expect(expected).toContainEqual(example);
    const theirs = entries.flatMap((entry) => [entry.verificationResult, entry.verificationSummary]);
    const others = examples.filter((example) => !ours.includes(example));
    expect(others).toHaveLength(2);
    for (const example of others) expect(theirs).toContainEqual(example);
  });

  const kindsOf = (name: string): string[] => [
    ...Object.keys(STATEMENT_KINDS).filter((kind) => STATEMENT_KINDS[kind]?.predicate === name),
    ...(name === "cu-debit" ? ["lease.granted"] : []),
  ];

  /** Where a kind names nothing, or may name nothing, the entry stands for itself. */
  const subjectNamesOf = (name: string): string[] => {
    const made = [...samples, ...samples.map(emptied)].flatMap((sample) => statementAlone(sample) ?? []);
    const names = made
      .filter((statement) => nameOf(statement) === name)
      .flatMap(({ subject }) => subject.map((each) => each.name.replace(/\/\d+$/, "/n")));
    const examined = Object.values(STATEMENT_KINDS).some((kind) => kind.predicate === name && kind.examinedIn);
    return [...new Set([...names, ...(examined ? ["examined"] : [])])];
  };

  /** As a sample that names no artifact where it need not. */
  const emptied = (sample: EntryObject): EntryObject =>
    sample.kind === "run.started" ? { ...sample, weights: null, datasets: [] } : sample;
});
