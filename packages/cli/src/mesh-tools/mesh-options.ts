import { PlimsollError } from "@plimsoll/foundation";
import { InvalidArgumentError } from "commander";

/** One more value of an option that may be given several times. */
export const collected = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** A member by its public key. */
export interface NamedKey {
  readonly name: string;
  readonly key: string;
}

/** `name=KEY`, the key as 64 hexadecimal digits; for an option that may be given several times. */
export function collectedMember(text: string, before: readonly NamedKey[]): readonly NamedKey[] {
  const [, name = "", key = ""] = /^(.{1,200})=([0-9a-f]{64})$/u.exec(text) ?? [];
  if (name !== "") return [...before, { name, key }];
  throw new InvalidArgumentError("expected NAME=KEY with the 64 digits that plimsoll mesh key prints.");
}

/** A governed site and the member that writes for it. */
export interface NamedSite {
  readonly name: string;
  readonly member: string;
}

/** `name=MEMBER`; for an option that may be given several times. */
export function collectedSite(text: string, before: readonly NamedSite[]): readonly NamedSite[] {
  const [, name = "", member = ""] = /^([A-Za-z0-9][\w.@:-]{0,127})=(.{1,200})$/u.exec(text) ?? [];
  if (name !== "") return [...before, { name, member }];
  throw new InvalidArgumentError("expected SITE=MEMBER, the site a name of letters, digits and . _ @ : -");
}

/** The id of a roster or an intent. */
export function identifier(text: string): string {
  if (/^[0-9a-f]{64}$/u.test(text)) return text;
  throw new InvalidArgumentError("expected 64 hexadecimal digits.");
}

/** How many of `nodes` a number or a share such as 1% is: at least one, rounded up. */
export function survivorsOf(text: string, nodes: number): number {
  const [, digits = "", percent] = /^(\d{1,6}(?:\.\d{1,6})?)(%)?$/u.exec(text) ?? [];
  const count = percent === undefined ? Number(digits) : Math.max(1, Math.ceil((nodes * Number(digits)) / 100));
  if (digits !== "" && Number.isSafeInteger(count) && count >= 1 && count <= nodes) return count;
  throw optionsFault(`survivors from 1 to ${nodes}, or a share such as 1%`, text);
}

export const optionsFault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({ code: "MESH_OPTIONS", expected, received, fix: "see --help" });
