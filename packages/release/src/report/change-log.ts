import type { Row } from "./document.ts";
import {
  type Case,
  documentOf,
  type Entry,
  entriesOf,
  lastOwn,
  neverOnRecord,
  notOnRecord,
  withheldBlocks,
} from "./case.ts";
import type { RecordKind } from "../record/record.ts";
import { type ReportDocument, row, type Section, section, tableBlock, textBlock } from "./document.ts";
import { historyTable } from "./history-table.ts";
import { instant, listed, nameOf, share, shareOrNone } from "./words.ts";

export interface ChangeFacts {
  readonly policies: readonly { readonly record: number; readonly version: string; readonly direction: string }[];
  readonly fusions: readonly { readonly record: number; readonly risk: string; readonly result: string }[];
  readonly overrides: readonly { readonly record: number; readonly override: string; readonly event: string }[];
  readonly reflections: readonly { readonly record: number; readonly differences: number }[];
}

/** Policy versions, safeguards, fusions and what was rejected, reflections, overrides and stops. */
export function changeLog(theCase: Case): ReportDocument<ChangeFacts> {
  const { history } = theCase;
  const facts: ChangeFacts = {
    policies: entriesOf(history, "policy.adopted").map(({ sequence, body }) => ({
      record: sequence,
      version: body.version,
      direction: body.direction,
    })),
    fusions: entriesOf(history, "fusion.made").map(({ sequence, body }) => ({
      record: sequence,
      risk: body.risk,
      result: body.result,
    })),
    overrides: overrideEvents(theCase).map(({ record, override, event }) => ({ record, override, event })),
    reflections: entriesOf(history, "reflection.made").map(({ sequence, body }) => ({
      record: sequence,
      differences: body.differences.length,
    })),
  };
  return documentOf(theCase, "change-log", "Change log", facts, [
    listOf(
      theCase,
      "policies",
      "Policy versions",
      "policy.adopted",
      ["time", "version", "direction", "digest", "follows", "by", "why"],
      policyRow,
    ),
    risks(theCase),
    safeguards(theCase),
    fusions(theCase),
    listOf(
      theCase,
      "changes",
      "Changes, evaluation by evaluation",
      "change.logged",
      ["time", "evaluation", "change", "direction", "who", "why", "what"],
      changeRow,
    ),
    reflections(theCase),
    overrides(theCase),
    listOf(theCase, "stops", "Stops", "stop.ordered", ["time", "by", "why"], stopRow),
    listOf(
      theCase,
      "incidents",
      "Incidents",
      "incident.reported",
      ["incident", "text", "when", "reported by"],
      incidentRow,
    ),
    listOf(
      theCase,
      "artefacts",
      "Artefacts",
      "artefact.stored",
      ["artefact", "version", "digest", "author"],
      artefactRow,
    ),
    listOf(theCase, "taken-away", "Bytes taken away", "bytes.redacted", ["digest", "by", "why"], takenRow),
  ]);
}

const listOf = <K extends RecordKind>(
  theCase: Case,
  id: string,
  title: string,
  kind: K,
  heads: readonly string[],
  rowOf: (entry: Entry<K>) => Row,
): Section => section(id, title, historyTable(theCase, kind, title, heads, rowOf));

const policyRow = ({ record, sequence, body }: Entry<"policy.adopted">): Row =>
  row(
    [sequence],
    [
      instant(record.atMs),
      body.version,
      body.direction,
      body.policy,
      body.previous ?? "none",
      listed(body.by),
      body.why,
    ],
  );

const changeRow = ({ record, sequence, body }: Entry<"change.logged">): Row =>
  row(
    [sequence],
    [
      instant(record.atMs),
      record.evaluation ?? "none",
      body.change,
      body.direction,
      body.who,
      body.why,
      listed(body.what, "nothing"),
    ],
  );

const stopRow = ({ record, sequence, body }: Entry<"stop.ordered">): Row =>
  row([sequence], [instant(record.atMs), body.by, body.why]);

const incidentRow = ({ sequence, body }: Entry<"incident.reported">): Row =>
  row([sequence], [body.id, body.text, instant(body.atMs), nameOf(body.by)]);

const artefactRow = ({ sequence, body }: Entry<"artefact.stored">): Row =>
  row([sequence], [body.id, String(body.version), body.digest, body.author]);

const takenRow = ({ sequence, body }: Entry<"bytes.redacted">): Row =>
  row([sequence], [body.digest, body.by, body.why]);

function risks(theCase: Case): Section {
  const mapped = lastOwn(theCase, "risks.mapped");
  const texts = new Map((theCase.material.input?.dossier.risks ?? []).map(({ id, text }) => [id, text] as const));
  return section("risks", "Risks and their safeguards", [
    ...withheldBlocks(theCase.own, ["risks.mapped"]),
    mapped === null
      ? textBlock(notOnRecord(theCase))
      : tableBlock(
          `Risks: ${mapped.body.risks.length}`,
          ["risk", "text", "safeguards", "state"],
          mapped.body.risks.map(({ risk, safeguards: held, state }) =>
            row(
              [mapped.sequence],
              [risk, texts.get(risk) ?? "text not in this pack", listed(held), state],
              `risk-${risk}`,
            ),
          ),
          [mapped.sequence],
        ),
  ]);
}

function safeguards(theCase: Case): Section {
  const adopted = entriesOf(theCase.history, "safeguards.adopted");
  const last = adopted.at(-1);
  return section("safeguards", "Safeguards in force", [
    ...withheldBlocks(theCase.history, ["safeguards.adopted"]),
    last === undefined
      ? textBlock(neverOnRecord(theCase))
      : tableBlock(
          `Safeguards: ${last.body.safeguards.length}`,
          ["safeguard", "hazard", "layer", "from", "owner", "origin", "status"],
          last.body.safeguards.map(({ id, hazard, layer, from, owner, origin, status }) =>
            row([last.sequence], [id, hazard, layer, from, owner, `${origin.kind}: ${origin.ref}`, status]),
          ),
          [last.sequence],
        ),
    ...(adopted.length === 0
      ? []
      : [
          textBlock(
            ...adopted.map(({ body, sequence }) => ({
              text: `Adopted by ${listed(body.by)}: ${body.why}`,
              records: [sequence],
            })),
          ),
        ]),
  ]);
}

const fusions = (theCase: Case): Section =>
  section(
    "fusions",
    "Fusions, also rejected ones",
    historyTable(
      theCase,
      "fusion.made",
      "Fusions",
      ["risk", "result", "safeguard", "harmony", "steps"],
      ({ sequence, body }) =>
        row(
          [sequence],
          [
            body.risk,
            body.result,
            body.candidate?.id ?? "none",
            shareOrNone(body.harmony, "did not come so far"),
            body.steps.map(({ step, holds, found }) => `${step} ${holds ? "holds" : "fails"}: ${found}`).join(" "),
          ],
        ),
    ),
  );

const reflections = (theCase: Case): Section =>
  section(
    "reflections",
    "Plan, act, reflect",
    historyTable(
      theCase,
      "reflection.made",
      "Reflections",
      ["evaluation", "expected", "happened", "differences", "Brier score", "proposals"],
      reflectionRow,
    ),
  );

const reflectionRow = ({ record, sequence, body }: Entry<"reflection.made">): Row =>
  row(
    [sequence],
    [
      record.evaluation ?? "none",
      `${body.plan.colour}, ${body.plan.spentT} T`,
      `${body.act.colour}, ${body.act.spentT} T`,
      listed(
        body.differences.map(({ what, of, expected, happened }) => `${what} ${of}: ${expected} became ${happened}`),
      ),
      body.brier === null ? "of none" : share(body.brier),
      listed(body.proposals),
    ],
  );

interface OverrideEvent {
  readonly record: number;
  readonly atMs: number;
  readonly override: string;
  readonly event: "published" | "used" | "ended";
  readonly text: string;
}

/** In the order of the log, so that a reader sees whether it was public before it had an effect. */
const overrideEvents = ({ history }: Case): readonly OverrideEvent[] =>
  [
    ...entriesOf(history, "override.published").map(({ record, sequence, body: { override, signatures } }) => ({
      record: sequence,
      atMs: record.atMs,
      override: override.id,
      event: "published" as const,
      text: `${override.scope} at ${override.level} until ${instant(override.expiresAtMs)}, signed by ${listed(signatures.map(({ keyId }) => keyId))}: ${override.reason}`,
    })),
    ...entriesOf(history, "override.used").map(({ record, sequence, body }) => ({
      record: sequence,
      atMs: record.atMs,
      override: body.override,
      event: "used" as const,
      text: `in ${record.evaluation ?? "no evaluation"}: ${body.effect}`,
    })),
    ...entriesOf(history, "override.ended").map(({ record, sequence, body }) => ({
      record: sequence,
      atMs: record.atMs,
      override: body.override,
      event: "ended" as const,
      text: `by ${body.by}`,
    })),
  ].sort((one, other) => one.record - other.record);

function overrides(theCase: Case): Section {
  const all = overrideEvents(theCase);
  return section("overrides", "Overrides", [
    all.length === 0
      ? textBlock(neverOnRecord(theCase))
      : tableBlock(
          `Events: ${all.length}`,
          ["time", "override", "event", "what"],
          all.map(({ record, atMs, override, event, text }) => row([record], [instant(atMs), override, event, text])),
        ),
  ]);
}
