import { canonicalJson, type CanonicalValue, PlimsollError } from "@plimsoll/foundation";
import type { SiteWriter } from "@plimsoll/governor";
import type { Entry } from "@plimsoll/kernel";
import type { SignedCommand } from "@plimsoll/ledger";
import type { FactOf } from "../laws/observed.ts";

type Answered = FactOf<"command.answered">;

/** Tells of every answer that leaves a writer. @param nameOf the name of a key, for people */
export function toldWriter(
  writer: SiteWriter,
  site: string,
  nameOf: (keyId: string) => string,
  tell: (fact: Answered) => void,
): SiteWriter {
  const submit: SiteWriter["submit"] = (envelope) => {
    const asked = askedIn(envelope, nameOf);
    const say = (answer: Pick<Answered, "answer"> & Partial<Answered>): void =>
      tell({ kind: "command.answered", site, ...asked, code: null, entries: [], firstEntry: null, ...answer });
    const first = writer.state.entryCount;
    try {
      const submission = writer.submit(envelope);
      if (submission.kind === "decided")
        say({ answer: "decided", entries: submission.entries.map(textOf), firstEntry: first });
      else if (submission.kind === "repeated") say({ answer: "repeated", firstEntry: submission.firstEntry });
      else say({ answer: "refused", code: submission.refusal.code });
      return submission;
    } catch (cause) {
      say({ answer: "threw", code: cause instanceof PlimsollError ? cause.code : "UNEXPECTED" });
      throw cause;
    }
  };
  return {
    submit,
    get log() {
      return writer.log;
    },
    get state() {
      return writer.state;
    },
    now: () => writer.now(),
    observe: (observer) => writer.observe(observer),
    close: () => writer.close(),
  };
}

function askedIn(envelope: SignedCommand, nameOf: (keyId: string) => string) {
  const { id, body } = JSON.parse(Buffer.from(envelope.payload, "base64").toString("utf8")) as {
    readonly id: string;
    readonly body: { readonly type: string };
  };
  return { id, command: body.type, signers: envelope.signatures.map(({ keyid }) => nameOf(keyid)) };
}

const textOf = (entry: Entry): string => canonicalJson(entry as unknown as CanonicalValue);
