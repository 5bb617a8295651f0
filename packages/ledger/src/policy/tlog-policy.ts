import type { NoteVerifier } from "../note/note-verifier.ts";

/** Which logs are trusted, and which witnesses must have cosigned (C2SP tlog-policy). */
export interface TlogPolicy {
  /** A checkpoint must be signed by one of them. Empty when the log is known from elsewhere. */
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly quorum: PolicyMember | "none";
}

export interface PolicyLog {
  /** Its name is the origin of the log. */
  readonly verifier: NoteVerifier;
  readonly url: string | null;
}

/** One witness that a policy names. */
export interface PolicyWitness {
  readonly kind: "witness";
  /** Within the policy only; the key has a name of its own. */
  readonly name: string;
  readonly verifier: NoteVerifier;
  readonly url: string | null;
}

/** Met when so many of its members are met. */
export interface PolicyGroup {
  readonly kind: "group";
  readonly name: string;
  /** From 1 to the number of members. */
  readonly threshold: number;
  /** Each witness or group is a member of one group at most, so the quorum is a tree. */
  readonly members: readonly PolicyMember[];
}

export type PolicyMember = PolicyWitness | PolicyGroup;
