import { hex } from "@plimsoll/foundation";
import type { SigningKey } from "@plimsoll/foundation/node";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  adoptKeys,
  type KeyRing,
  type KeysAdopted,
  keysStatement,
  type RingKey,
  ringAfter,
} from "../../src/evolution/key-ring.ts";
import { checkSignature, signatureBy } from "../../src/node/desk/keys.ts";
import { ADA, BO, CY, keyNo, STRANGER } from "./site.ts";

const keyOf = (name: string, { keyId, publicKey }: SigningKey, role: RingKey["role"] = "operator"): RingKey => ({
  name,
  keyId,
  publicKey: hex(publicKey.raw),
  role,
});
const [ada, bo, cy] = [keyOf("ada", ADA, "architect"), keyOf("bo", BO, "independent"), keyOf("cy", CY)];

function change(keys: KeyRing, place: number, signing: readonly SigningKey[] = [], why = "a test"): KeysAdopted {
  const statement = keysStatement({ keys, why, place });
  return { keys, by: [], why, place, signatures: signing.map((key) => signatureBy(key, statement)) };
}
const answer = (ring: KeyRing, next: KeysAdopted, changes = ring.length): string => {
  const adopted = adoptKeys(ring, changes, next, checkSignature);
  return adopted.ok ? "adopted" : adopted.error;
};

test("RS-400 the first two keys are taken as they come, one at a time", () => {
  expect(answer([], change([ada], 0))).toBe("adopted");
  expect(answer([ada], change([ada, bo], 1))).toBe("adopted");
  expect(answer([], change([ada, bo], 0))).toBe("KEYS_NOT_SIGNED_BY_TWO");
  expect(answer([ada], change([bo, cy], 1))).toBe("KEYS_NOT_SIGNED_BY_TWO");
  expect(answer([ada], change([], 1))).toBe("KEYS_NOT_SIGNED_BY_TWO");
  expect(answer([ada], change([keyOf("ada", ADA, "operator"), bo], 1))).toBe("KEYS_NOT_SIGNED_BY_TWO");
});

test.each<[string, readonly SigningKey[], string]>([
  ["nobody", [], "KEYS_NOT_SIGNED_BY_TWO"],
  ["one", [ADA], "KEYS_NOT_SIGNED_BY_TWO"],
  ["one, twice", [ADA, ADA], "KEYS_NOT_SIGNED_BY_TWO"],
  ["one and the newcomer", [ADA, CY], "KEYS_NOT_SIGNED_BY_TWO"],
  ["two strangers", [CY, STRANGER], "KEYS_NOT_SIGNED_BY_TWO"],
  ["two", [ADA, BO], "adopted"],
])("RS-400 a third key signed by %s", (_, signing, expected) => {
  expect(answer([ada, bo], change([ada, bo, cy], 2, signing))).toBe(expected);
});

test("RS-400 a signature is good for one change: not for other keys, another reason or another time", () => {
  const signed = change([ada, bo, cy], 2, [ADA, BO]);
  const stolen = keyOf("cy", STRANGER);
  expect(answer([ada, bo], { ...signed, keys: [ada, bo, stolen] })).toBe("KEYS_NOT_SIGNED_BY_TWO");
  expect(answer([ada, bo], { ...signed, why: "another" })).toBe("KEYS_NOT_SIGNED_BY_TWO");
  expect(answer([ada, bo], signed, 4)).toBe("KEYS_MALFORMED");
  expect(answer([ada, bo], { ...signed, place: 4 }, 4)).toBe("KEYS_NOT_SIGNED_BY_TWO");
});

test.each<[string, KeyRing]>([
  ["a name twice", [ada, keyOf("ada", BO)]],
  ["a key under two names", [ada, keyOf("bo", ADA)]],
  ["another key's id", [ada, { ...bo, keyId: ada.keyId.replace(/^./, "0") }]],
])("RS-401 a ring with %s is none", (_, keys) => {
  expect(answer([ada], change(keys, 1, [ADA, BO]))).toBe("KEYS_MALFORMED");
});

test("RS-401 no order of changes brings a key in that two others did not sign for", () => {
  const people = Array.from({ length: 5 }, (_, place) => keyNo(place + 10));
  const step = fc.record({
    newcomer: fc.nat(4),
    signing: fc.array(fc.nat(4), { maxLength: 3 }),
    place: fc.constantFrom(0, 0, 0, 1),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const changes: KeysAdopted[] = [];
      for (const { newcomer, signing, place } of steps) {
        const { ring } = ringAfter(changes, checkSignature);
        const keys = [...ring, keyOf(`p-${newcomer}`, people[newcomer] as SigningKey)];
        const by = signing.map((each) => people[each] as SigningKey);
        const before = new Set(ring.map(({ keyId }) => keyId));
        const known = new Set(by.map(({ keyId }) => keyId).filter((keyId) => before.has(keyId)));
        changes.push(change(keys, changes.length + place, by));
        const after = ringAfter(changes, checkSignature).ring;
        if (after.length > Math.max(ring.length, 2)) expect(known.size).toBeGreaterThanOrEqual(2);
        if (place !== 0) expect(after).toEqual(ring);
      }
    }),
    { numRuns: 60 },
  );
});

test("RS-401 a site that has two keys keeps two: nobody is the second key again", () => {
  expect(answer([ada, bo], change([ada], 2, [ADA, BO]))).toBe("KEYS_TOO_FEW");
  expect(answer([ada, bo, cy], change([ada, cy], 3, [BO]))).toBe("KEYS_NOT_SIGNED_BY_TWO");
  expect(answer([ada, bo, cy], change([ada, cy], 3, [BO, CY]))).toBe("adopted");
});

test("RS-401 where nothing can be checked no signed change counts", () => {
  const changes = [change([ada], 0), change([ada, bo], 1), change([ada, bo, cy], 2, [ADA, BO])];
  expect(ringAfter(changes, checkSignature)).toMatchObject({ ring: [ada, bo, cy], refused: [] });
  expect(ringAfter(changes, () => false)).toMatchObject({ ring: [ada, bo], refused: [{ place: 2 }] });
});
