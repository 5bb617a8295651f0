import { readFileSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leafHash } from "../merkle/tree-hash.ts";
import { checkpointText } from "../note/checkpoint.ts";
import { type Cosigner, ed25519Cosigner, mlDsaCosigner } from "../note/cosignature.ts";
import { mlDsaCosignedMessage, uint64 } from "../note/cosigned-message.ts";
import { generateMlDsaKey } from "../note/ml-dsa-key.ts";
import { type NoteSignature, parseNote, signNote, type UnverifiedNote, withSignatures } from "../note/signed-note.ts";
import { keyIdOf, SIGNATURE_TYPE, verifierKeyOf } from "../note/verifier-key.ts";
import { type QuorumAnswer, quorumMet } from "./quorum.ts";
import { parseTlogPolicy } from "./parse-tlog-policy.ts";
import type { PolicyMember } from "./tlog-policy.ts";
import { trustedCheckpoint } from "./trusted-checkpoint.ts";

interface ValidPolicy {
  readonly name: string;
  readonly policy: string;
  readonly logs: number;
  readonly witnesses: string[];
  readonly quorum: string;
  readonly met: string[][];
  readonly unmet: string[][];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/ledger/tlog-policy.json", import.meta.url), "utf8"),
) as { valid: ValidPolicy[]; malformed: { why: string; line: number; policy: string }[] };

const ORIGIN = "plimsoll.example/ledger";
const TEXT = checkpointText({ origin: ORIGIN, size: 7, root: leafHash(Uint8Array.of(7)) });
const seeded = (fill: number) => signingKeyFromSeed(new Uint8Array(32).fill(fill));
const log = seeded(1);
const logKey = verifierKeyOf(ORIGIN, log.publicKey.raw);
const signed = signNote(TEXT, ORIGIN, log);
const witness = (n: number): Cosigner => ed25519Cosigner(`witness.example/w${n}`, seeded(10 + n));
const parsed = (note: string): UnverifiedNote => parseNote(note) as UnverifiedNote;
const cosigned = (...lines: NoteSignature[]): UnverifiedNote => parsed(withSignatures(signed, lines));

/** The witness keys of the vectors belong to the names in the order of their lines. */
const answer = ({ policy, witnesses }: ValidPolicy, names: readonly string[]): QuorumAnswer =>
  quorumMet(
    parseTlogPolicy(policy),
    cosigned(...names.map((name) => witness(witnesses.indexOf(name) + 1).cosign(TEXT, 5))),
  );

describe("policies", () => {
  test.each(vectors.valid)("LG-51 are read: $name", ({ policy, logs, witnesses, quorum }) => {
    const read = parseTlogPolicy(policy);
    expect(read.logs.length).toBe(logs);
    expect(read.witnesses.map(({ name }) => name)).toEqual(witnesses);
    expect(read.quorum === "none" ? read.quorum : read.quorum.name).toBe(quorum);
    const fromBytes = parseTlogPolicy(Buffer.from(policy));
    expect(fromBytes.witnesses.map(({ name }) => name)).toEqual(witnesses);
  });

  test.each(vectors.malformed)("LG-52 with $why are POLICY_MALFORMED, in line $line", ({ policy, line }) => {
    const fault = expect.objectContaining({
      code: "POLICY_MALFORMED",
      message: expect.stringMatching(new RegExp(`in line ${line},`)) as unknown,
    });
    expect(() => parseTlogPolicy(policy)).toThrow(fault);
  });

  test("LG-52 that are no UTF-8 are POLICY_MALFORMED", () => {
    expect(() => parseTlogPolicy(Uint8Array.of(0x23, 0x80, 0x0a))).toThrow(
      expect.objectContaining({ code: "POLICY_MALFORMED" }),
    );
    expect(() => parseTlogPolicy("# \ud800\nquorum none\n")).toThrow(
      expect.objectContaining({ code: "POLICY_MALFORMED" }),
    );
  });

  test("LG-51 keep the URLs", () => {
    const read = parseTlogPolicy(`log ${logKey} https://log.example/\nwitness w ${witness(1).vkey}\nquorum none\n`);
    expect([read.logs[0]?.url, read.witnesses[0]?.url]).toEqual(["https://log.example/", null]);
  });

  test("LG-52 of more than 1 024 definitions are POLICY_MALFORMED", () => {
    const groups = (count: number): string =>
      Array.from({ length: count }, (_, n) => `group g${n} any ${n === 0 ? "w" : `g${n - 1}`}\n`).join("");
    const policy = (count: number): string => `witness w ${witness(1).vkey}\n${groups(count)}quorum g${count - 1}\n`;
    expect(quorumMet(parseTlogPolicy(policy(1_023)), cosigned(witness(1).cosign(TEXT, 1))).met).toBe(true);
    expect(() => parseTlogPolicy(policy(1_024))).toThrow(expect.objectContaining({ code: "POLICY_MALFORMED" }));
  });

  test("LG-52 cut off anywhere never ask for less: they are malformed", () => {
    const { policy } = vectors.valid[0] as ValidPolicy;
    fc.assert(
      fc.property(fc.nat(policy.length - 1), (length) => {
        expect(() => parseTlogPolicy(policy.slice(0, length))).toThrow(PlimsollError);
      }),
    );
  });
});

describe("quorums", () => {
  const cases = vectors.valid.flatMap((vector) => [
    ...vector.met.map((names) => ({ vector, names, met: true })),
    ...vector.unmet.map((names) => ({ vector, names, met: false })),
  ]);

  test.each(cases)("LG-53 of $vector.name by $names: $met", ({ vector, names, met }) => {
    const given = answer(vector, names);
    expect(given.met).toBe(met);
    expect(given.signed.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  });

  test("LG-53 agree with a count over the members, and more witnesses never lose one", () => {
    const tree = fc.letrec<{ member: Shape }>((tie) => ({
      member: fc.oneof(
        { maxDepth: 3, depthIdentifier: "group" },
        fc.constant<Shape>("witness"),
        fc.record({
          members: fc.array(tie("member"), { minLength: 1, maxLength: 3, depthIdentifier: "group" }),
          seed: fc.nat(9),
        }),
      ),
    })).member;
    fc.assert(
      fc.property(tree, fc.nat(), (shape, seed) => {
        const { policy, names } = written(shape);
        const picked = names.filter((_, n) => Math.floor(seed / 2 ** (n % 31)) % 2 === 1);
        const lines = picked.map((name) => witness(Number(name.slice(1))).cosign(TEXT, 1));
        const read = parseTlogPolicy(policy);
        const { met } = quorumMet(read, cosigned(...lines));
        expect(met).toBe(model(read.quorum as PolicyMember, picked));
        expect(quorumMet(read, cosigned()).met).toBe(false);
        const all = names.slice(0, 60).map((name) => witness(Number(name.slice(1))).cosign(TEXT, 1));
        expect(quorumMet(read, cosigned(...all)).met).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("LG-53 the same witness twice counts once, with its latest time", () => {
    const policy = parseTlogPolicy(
      `witness a ${witness(1).vkey}\nwitness b ${witness(2).vkey}\ngroup g 2 a b\nquorum g\n`,
    );
    const note = cosigned(witness(1).cosign(TEXT, 9), witness(1).cosign(TEXT, 4));
    expect(quorumMet(policy, note)).toEqual({ met: false, signed: [{ name: "a", timestampSeconds: 9 }] });
  });

  test("LG-53 a bad signature of any witness of the policy meets nothing", () => {
    const policy = parseTlogPolicy(`witness a ${witness(1).vkey}\nwitness b ${witness(2).vkey}\nquorum a\n`);
    const forged = { ...witness(2).cosign(TEXT, 1), signature: new Uint8Array(72) };
    expect(quorumMet(policy, cosigned(witness(1).cosign(TEXT, 1)))).toMatchObject({ met: true });
    expect(quorumMet(policy, cosigned(witness(1).cosign(TEXT, 1), forged))).toEqual({ met: false, signed: [] });
  });

  test("LG-53 a cosignature without a time counts for nothing", () => {
    const [key, name] = [generateMlDsaKey(), "witness.example/pq"];
    const policy = parseTlogPolicy(`witness a ${mlDsaCosigner(name, key).vkey}\nquorum a\n`);
    const message = mlDsaCosignedMessage({
      cosignerName: name,
      timestampSeconds: 0,
      logOrigin: ORIGIN,
      start: 0,
      end: 7,
      hash: leafHash(Uint8Array.of(7)),
    });
    const signature = Buffer.concat([uint64(0), key.sign(message ?? new Uint8Array(0))]);
    const timeless = { name, keyId: keyIdOf(name, key.publicKey.raw, SIGNATURE_TYPE.mlDsaCosignature), signature };
    expect(policy.witnesses[0]?.verifier.verify(TEXT, signature)).toEqual({ timestampSeconds: 0 });
    expect(quorumMet(policy, cosigned(timeless))).toEqual({ met: false, signed: [] });
    expect(quorumMet(policy, cosigned(mlDsaCosigner(name, key).cosign(TEXT, 1)))).toMatchObject({ met: true });
  });
});

describe("a checkpoint held against a policy", () => {
  const codeOf = (policy: string, note: string): string => {
    const checked = trustedCheckpoint(parseTlogPolicy(policy), note);
    return checked.ok ? "ok" : checked.error.code;
  };
  const policy = `log ${logKey}\nwitness a ${witness(1).vkey}\nquorum a\n`;
  const good = withSignatures(signed, [witness(1).cosign(TEXT, 6)]);

  test("LG-54 is trusted with the log's signature and the quorum", () => {
    const checked = trustedCheckpoint(parseTlogPolicy(policy), good);
    expect(checked).toMatchObject({
      ok: true,
      value: { origin: ORIGIN, size: 7, witnesses: [{ name: "a", timestampSeconds: 6 }] },
    });
  });

  test("LG-54 a log may sign with ML-DSA-44", () => {
    const pq = mlDsaCosigner(ORIGIN, generateMlDsaKey());
    const note = withSignatures(`${TEXT}\n`, [pq.cosign(TEXT, 1), witness(1).cosign(TEXT, 6)]);
    expect(codeOf(policy.replace(logKey, pq.vkey), note)).toBe("ok");
  });

  const stranger = seeded(77);
  const elsewhere = TEXT.replace(ORIGIN, "else.example");
  test.each<[string, string, string, string]>([
    ["no note", policy, TEXT, "CHECKPOINT_MALFORMED"],
    ["no checkpoint", policy, signNote("text\n", ORIGIN, log), "CHECKPOINT_MALFORMED"],
    ["another origin, even if our key signs it", policy, signNote(elsewhere, ORIGIN, log), "KEY_MISMATCH"],
    ["a policy without logs", policy.replace(/^log .*\n/, ""), good, "KEY_MISMATCH"],
    ["another key under the origin", policy, signNote(TEXT, ORIGIN, stranger), "KEY_MISMATCH"],
    ["the witness alone", policy, withSignatures(`${TEXT}\n`, [witness(1).cosign(TEXT, 6)]), "KEY_MISMATCH"],
    ["a bad signature of the log", policy, good.replace(TEXT, TEXT.replace("\n7\n", "\n8\n")), "SIGNATURE_INVALID"],
    ["no witness", policy, signed, "QUORUM_NOT_MET"],
  ])("LG-54 with %s: refused", (_, text, note, code) => {
    expect(codeOf(text, note)).toBe(code);
  });

  test("LG-54 of another log of the policy is trusted only with that log's own key", () => {
    const other = verifierKeyOf("else.example", stranger.publicKey.raw);
    const both = `log ${other}\n${policy}`;
    expect(codeOf(both, good)).toBe("ok");
    const crossed = withSignatures(signNote(TEXT, "else.example", stranger), [witness(1).cosign(TEXT, 6)]);
    expect(codeOf(both, crossed)).toBe("KEY_MISMATCH");
  });
});

type Shape = "witness" | { readonly members: readonly Shape[]; readonly seed: number };

/** A policy text of that shape. */
function written(shape: Shape): { policy: string; names: string[] } {
  const [lines, names]: [string[], string[]] = [[], []];
  const define = (each: Shape): string => {
    if (each === "witness") {
      const name = `w${names.length + 1}`;
      lines.push(`witness ${name} ${witness(names.length + 1).vkey}`);
      names.push(name);
      return name;
    }
    const members = each.members.map(define);
    const name = `g${lines.length}`;
    lines.push(`group ${name} ${1 + (each.seed % members.length)} ${members.join(" ")}`);
    return name;
  };
  return { policy: `${[`quorum ${define(shape)}`].map((quorum) => [...lines, quorum].join("\n")).join("")}\n`, names };
}

function model(member: PolicyMember, signers: readonly string[]): boolean {
  if (member.kind === "witness") return signers.includes(member.name);
  let count = 0;
  for (const each of member.members) if (model(each, signers)) count += 1;
  return count >= member.threshold;
}
