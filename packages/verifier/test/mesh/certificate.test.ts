import { expect, test } from "vitest";
import { readCbor, writeCbor } from "../../src/mesh/cbor.ts";
import { BrokenInput, type FindingCode } from "../../src/mesh/index.ts";
import { Key, Maker } from "./maker.ts";
import { certificateOf, type CertificateDraft, codesOf, judgeMade, sampleMesh, signedBy } from "./sample.ts";

const { maker, authors, made } = sampleMesh();
const of = judgeMade(maker, made);
const certified = (draft: Partial<CertificateDraft>) =>
  certificateOf(maker, { chains: authors, of, by: maker.keys, ...draft });
const judged = (draft: Partial<CertificateDraft>) => judgeMade(maker, made, { certificate: certified(draft) });

test("ME-373 ME-43 a certificate by n - s + 1 members is good", () => {
  const verdict = judged({ by: maker.keys.slice(1) });
  expect(verdict).toMatchObject({
    verdict: "valid",
    certificate: { signers: 2, quorum: 2, events: made.length, beyond: 0 },
  });
});

const nowhere = "07".repeat(32);
const rows: [string, FindingCode[], Partial<CertificateDraft>][] = [
  ["of another mesh", ["CERTIFICATE_OF_OTHER_MESH"], { mesh: Buffer.alloc(32) }],
  ["with another event root", ["CERTIFICATE_ROOT_FALSE"], { root: nowhere }],
  ["with another count", ["CERTIFICATE_FRONTIER_FALSE"], { count: made.length + 1 }],
  ["with another state", ["CERTIFICATE_STATE_FALSE"], { state: nowhere }],
  ["with another budget", ["CERTIFICATE_BUDGET_FALSE"], { budget: nowhere }],
  ["of a roster that nobody holds", ["CERTIFICATE_ROSTER_FALSE"], { roster: Buffer.alloc(32) }],
  ["that too few signed", ["CERTIFICATE_QUORUM_MISSING"], { by: maker.keys.slice(0, 1) }],
  ["that nobody signed", ["CERTIFICATE_QUORUM_MISSING"], { by: [] }],
  ["that a stranger signed too", ["CERTIFICATE_SIGNER_OUTSIDE"], { by: [...maker.keys, new Key("stranger")] }],
];

test.each(rows)("ME-372 to ME-375 S4 S5 a certificate %s gives %j", (_, codes, draft) => {
  const verdict = judged(draft);
  expect(verdict.verdict).not.toBe("valid");
  expect(codesOf(verdict).filter((code) => code !== "CERTIFICATE_STATE_FALSE" || codes.includes(code))).toEqual(codes);
});

test("ME-372 extents that say another length are false, though the root agrees with them", () => {
  const maker = new Maker({ members: 1 });
  const author = maker.author(0);
  const of = judgeMade(maker, author.made);
  const bytes = certificateOf(maker, { chains: [author], of, by: maker.keys, length: 9 });
  const said = judgeMade(maker, author.made, { certificate: bytes }).findings[0]?.detail ?? "";
  const root = /come to ([0-9a-f]{64})/.exec(said)?.[1] as string;
  const agreeing = certificateOf(maker, { chains: [author], of, by: maker.keys, length: 9, root });
  expect(codesOf(judgeMade(maker, author.made, { certificate: agreeing }))).toEqual(["CERTIFICATE_FRONTIER_FALSE"]);
});

test("ME-373 a signature over other bytes is false, and counts for nothing", () => {
  const [bytes] = readCbor(certified({})) as unknown as [Buffer];
  const [, signatures] = readCbor(signedBy(Buffer.concat([bytes, Buffer.of(0)]), maker.keys)) as unknown as [
    Buffer,
    Buffer[][],
  ];
  const codes = codesOf(judgeMade(maker, made, { certificate: writeCbor([bytes, signatures]) }));
  expect(codes).toEqual([...maker.keys.map(() => "CERTIFICATE_SIGNATURE_FALSE"), "CERTIFICATE_QUORUM_MISSING"]);
});

test("ME-363 one member cannot sign twice, and what is not canonical is broken input", () => {
  const [bytes, [first]] = readCbor(certified({})) as unknown as [Buffer, Buffer[][]];
  const broken = [
    writeCbor([bytes, [first as Buffer[], first as Buffer[]]]),
    writeCbor([bytes]),
    writeCbor([bytes.subarray(1), []]),
    writeCbor([writeCbor(["plimsoll mesh certificate 2"]), []]),
    Buffer.concat([certified({}), Buffer.of(0)]),
    Buffer.alloc(0),
  ];
  for (const certificate of broken) expect(() => judgeMade(maker, made, { certificate })).toThrow(BrokenInput);
  const unsorted = certified({ chains: [...authors, ...authors] });
  expect(() => judgeMade(maker, made, { certificate: unsorted })).toThrow(BrokenInput);
});

test("ME-41 ME-363 a number beyond 2^48 is broken input", () => {
  expect(judged({ number: 2 ** 48 }).verdict).toBe("valid");
  expect(() => judged({ number: 2 ** 48 + 1 })).toThrow(BrokenInput);
});

test("ME-374 S3 what is not held of a certificate is listed for each chain: held up to k, certificate says m", () => {
  const kept = authors.map(({ made }, at) => made.slice(0, made.length - at));
  const verdict = judgeMade(maker, kept.flat(), { certificate: certified({}) });
  const lines = verdict.findings.filter(({ code }) => code === "CERTIFICATE_PARTS_MISSING").map(({ detail }) => detail);
  expect(lines).toHaveLength(2);
  const [, second] = authors;
  const chain = second?.chain.map((part) => part.toString("hex")).join("/");
  const length = second?.made.length ?? 0;
  expect(lines.find((line) => line.includes(chain as string))).toBe(
    `chain ${chain}: held up to ${length - 1}, certificate says ${length}, without ${second?.tip.toString("hex")}`,
  );
  expect(verdict.certificate?.beyond).toBeNull();
});

test("ME-375 S4 events beyond the certificate change nothing about it", () => {
  const { maker, authors, made } = sampleMesh();
  const of = judgeMade(maker, made);
  const certificate = certificateOf(maker, { chains: authors, of, by: maker.keys });
  for (const author of authors) author.say("clock.beat", [3]);
  const verdict = judgeMade(
    maker,
    authors.flatMap(({ made }) => made),
    { certificate, root: of.eventRoot },
  );
  expect(verdict).toMatchObject({ verdict: "valid", certificate: { beyond: 3 } });
  expect(verdict.stateHash).not.toBe(of.stateHash);
});

test("ME-376 a root is that of the set, or that of a certificate held in full, or it differs", () => {
  expect(codesOf(judgeMade(maker, made, { root: of.eventRoot }))).toEqual([]);
  expect(codesOf(judgeMade(maker, made, { root: nowhere }))).toEqual(["ROOT_DIFFERS"]);
  const { maker: grown, authors: chains } = sampleMesh();
  chains[0]?.say("clock.beat", [1]);
  expect(
    codesOf(
      judgeMade(
        grown,
        chains.flatMap(({ made }) => made),
        { root: of.eventRoot },
      ),
    ),
  ).toEqual(["ROOT_DIFFERS"]);
});

test("ME-373 a mesh smaller than its survivors still needs a signature", () => {
  const maker = new Maker({ members: 1, survivors: 5 });
  const author = maker.author(0);
  const of = judgeMade(maker, author.made);
  const judged = (by: readonly Key[]) =>
    judgeMade(maker, author.made, { certificate: certificateOf(maker, { chains: [author], of, by }) });
  expect(codesOf(judged([]))).toEqual(["CERTIFICATE_QUORUM_MISSING"]);
  expect(judged(maker.keys).verdict).toBe("valid");
});

test("ME-361 a genesis that is not canonical, or too wide, is broken input", () => {
  const judged = (genesis: Buffer) => () => judgeMade({ genesis } as unknown as Maker, made);
  expect(judged(Buffer.concat([maker.genesis, Buffer.of(0)]))).toThrow(BrokenInput);
  expect(judged(writeCbor(["plimsoll mesh genesis 2", ["", [], [], 1, 0, 1]]))).toThrow(BrokenInput);
  expect(judged(writeCbor(["plimsoll mesh genesis 1", ["", [], [], 0, 0, 1]]))).toThrow(BrokenInput);
  expect(judged(writeCbor(["plimsoll mesh genesis 1", ["", [], [], 1, 0, 2 ** 40]]))).toThrow(BrokenInput);
  expect(judged(writeCbor(["plimsoll mesh genesis 1", ["", [], [], 1, 0, 1]]))).not.toThrow();
});

/** The verdict, or "broken" where nothing could be judged. */
function verdictOn(genesis: Buffer, certificate: Buffer): string {
  try {
    return judgeMade({ genesis }, made, { certificate }).verdict;
  } catch (cause) {
    expect(cause).toBeInstanceOf(BrokenInput);
    return "broken";
  }
}

test("ME-381 S4 S5 any byte of the genesis or of the certificate altered is detected", () => {
  const certificate = certified({});
  const flipped = (bytes: Buffer, at: number) => Buffer.from(bytes.with(at, (bytes[at] as number) ^ (1 << (at % 8))));
  const verdicts = [
    ...Array.from(maker.genesis.keys(), (at) => verdictOn(flipped(maker.genesis, at), certificate)),
    ...Array.from(certificate.keys(), (at) => verdictOn(maker.genesis, flipped(certificate, at))),
  ];
  const detected = verdicts.filter((verdict) => verdict !== "valid").length;
  console.info(`S5  altered bytes of genesis and certificate detected  ${detected} of ${verdicts.length}  (bar: all)`);
  expect(detected).toBe(verdicts.length);
});
