import { hex } from "@plimsoll/foundation";
import { type NoteVerifier, noteVerifierOf } from "../note/note-verifier.ts";
import { parseVerifierKey, SIGNATURE_TYPE, type SignatureType } from "../note/verifier-key.ts";
import { policyMalformed } from "./policy-fault.ts";
import type { PolicyLine } from "./policy-lines.ts";
import type { PolicyLog, PolicyMember, PolicyWitness, TlogPolicy } from "./tlog-policy.ts";

const DEFINITIONS_MAX = 1_024;
const LOG_TYPES: readonly SignatureType[] = [SIGNATURE_TYPE.ed25519, SIGNATURE_TYPE.mlDsaCosignature];
const WITNESS_TYPES: readonly SignatureType[] = [SIGNATURE_TYPE.ed25519Cosignature, SIGNATURE_TYPE.mlDsaCosignature];

/** Puts a policy together line by line: a line may only name what stands above it. Throws `POLICY_MALFORMED`. */
export class PolicyBuilder {
  readonly #logs: PolicyLog[] = [];
  readonly #witnesses: PolicyWitness[] = [];
  readonly #members = new Map<string, PolicyMember>();
  readonly #groupedNames = new Set<string>();
  readonly #publicKeys = new Set<string>();
  #quorum: TlogPolicy["quorum"] | undefined;
  #lastLine = 1;

  add(line: PolicyLine): void {
    this.#lastLine = line.number;
    if (this.#logs.length + this.#members.size >= DEFINITIONS_MAX && line.keyword !== "quorum") {
      throw policyMalformed(line.number, `at most ${DEFINITIONS_MAX} definitions`, "one more");
    }
    if (line.keyword === "log") this.#addLog(line);
    else if (line.keyword === "witness") this.#addWitness(line);
    else if (line.keyword === "group") this.#addGroup(line);
    else if (line.keyword === "quorum") this.#setQuorum(line);
    else throw policyMalformed(line.number, "log, witness, group or quorum", JSON.stringify(line.keyword));
  }

  build(): TlogPolicy {
    if (this.#quorum === undefined) throw policyMalformed(this.#lastLine, "a quorum up to the end", "none");
    return { logs: this.#logs, witnesses: this.#witnesses, quorum: this.#quorum };
  }

  #addLog(line: PolicyLine): void {
    const [vkey, url = null] = itemsOf(line, "log <vkey> [<url>]", 1, 2);
    this.#logs.push({ verifier: this.#verifier(line, vkey, LOG_TYPES), url });
  }

  #addWitness(line: PolicyLine): void {
    const [name, vkey, url = null] = itemsOf(line, "witness <name> <vkey> [<url>]", 2, 3);
    const witness: PolicyWitness = {
      kind: "witness",
      name,
      verifier: this.#verifier(line, vkey as string, WITNESS_TYPES),
      url,
    };
    this.#define(line, witness);
    this.#witnesses.push(witness);
  }

  #addGroup(line: PolicyLine): void {
    const form = "group <name> all|any|<k> <name>...";
    const [name, threshold, ...names] = itemsOf(line, form, 3, Number.POSITIVE_INFINITY);
    const members = names.map((member) => this.#grouped(line, member));
    this.#define(line, {
      kind: "group",
      name,
      threshold: thresholdOf(line, threshold as string, members.length),
      members,
    });
  }

  #setQuorum(line: PolicyLine): void {
    const [name] = itemsOf(line, "quorum <name>", 1, 1);
    if (this.#quorum !== undefined) throw policyMalformed(line.number, "one quorum", "a second");
    this.#quorum = name === "none" ? name : this.#defined(line, name);
  }

  #define(line: PolicyLine, member: PolicyMember): void {
    if (member.name === "none" || this.#members.has(member.name)) {
      throw policyMalformed(line.number, "a name that is new and not `none`", JSON.stringify(member.name));
    }
    this.#members.set(member.name, member);
  }

  #defined(line: PolicyLine, name: string): PolicyMember {
    const member = this.#members.get(name);
    if (member !== undefined) return member;
    throw policyMalformed(line.number, "a name defined above", JSON.stringify(name));
  }

  /** A name counts in one place only, else one witness would count twice. */
  #grouped(line: PolicyLine, name: string): PolicyMember {
    const member = this.#defined(line, name);
    if (this.#groupedNames.has(name))
      throw policyMalformed(line.number, "a name in no other place", JSON.stringify(name));
    this.#groupedNames.add(name);
    return member;
  }

  /** A key counts once, whatever its names and types; a log that is its own witness would witness nothing. */
  #verifier(line: PolicyLine, vkey: string, types: readonly SignatureType[]): NoteVerifier {
    const key = parseVerifierKey(vkey);
    if (key === undefined || !types.includes(key.type)) {
      const expected = types.map((type) => `0x0${type}`).join(" or ");
      throw policyMalformed(line.number, `a verifier key of type ${expected}`, JSON.stringify(vkey.slice(0, 120)));
    }
    const publicKey = hex(key.publicKeyRaw);
    if (this.#publicKeys.has(publicKey)) throw policyMalformed(line.number, "a public key that is new", key.name);
    this.#publicKeys.add(publicKey);
    return noteVerifierOf(key);
  }
}

function itemsOf({ number, items }: PolicyLine, form: string, least: number, most: number): [string, ...string[]] {
  const [first, ...rest] = items;
  if (first !== undefined && items.length >= least && items.length <= most) return [first, ...rest];
  throw policyMalformed(number, form, `${items.length} items`);
}

function thresholdOf(line: PolicyLine, threshold: string, memberCount: number): number {
  if (threshold === "any") return 1;
  if (threshold === "all") return memberCount;
  const count = /^[1-9]\d{0,8}$/.test(threshold) ? Number(threshold) : 0;
  if (count >= 1 && count <= memberCount) return count;
  throw policyMalformed(line.number, `all, any, or 1 to ${memberCount}`, JSON.stringify(threshold));
}
