import type { Mission } from "../dossier/mission.ts";
import type { CasePassage, CaseText } from "./case-text.ts";
import { type Role, roleOf } from "./passage-kind.ts";
import { proseOf, sayingOf } from "./prose.ts";

const ITEMS_MAX = 64;
const OWNER =
  /^(?:\*\*)?(?:stop owner|owner|responsible(?: person)?|accountable(?: person)?)(?:\*\*)?\s{0,3}[:=|]\s{0,3}(?:\*\*)?(\S.{0,200})/i;

/** What a text says that it is for. Only what stands under a heading of that meaning counts; nothing is supposed. */
export function missionOf({ passages }: CaseText): Mission {
  const under = (role: Role): readonly CasePassage[] => passages.filter((passage) => roleOf(passage) === role);
  const texts = (role: Role): readonly string[] => under(role).map(({ text }) => text);
  const items = (role: Role): readonly string[] =>
    texts(role)
      .flatMap((text) => proseOf(text) ?? [])
      .slice(0, ITEMS_MAX);
  return {
    statement: sayingOf(texts("mission")),
    beneficiaries: items("beneficiaries"),
    hardLines: items("hard lines").map((text, place) => ({ id: `h-${place + 1}`, text, claims: [] })),
    rationale: sayingOf(texts("rationale")),
    dissent: items("dissent").map((text) => ({ by: "not named in the text", text, answer: "" })),
    stopOwner: ownerIn(passages),
    incidents: under("incidents").flatMap(incidentOf).slice(0, ITEMS_MAX).map(numbered),
  };
}

function ownerIn(passages: readonly CasePassage[]): string {
  const named = passages.map(({ text }) => OWNER.exec(text)?.[1]).find((owner) => owner !== undefined);
  return sayingOf(named === undefined ? [] : [named]);
}

type Incident = Mission["incidents"][number];

/** "No incidents" is none. One counts as closed where its own sentence says so. */
function incidentOf({ text }: CasePassage): readonly Omit<Incident, "id">[] {
  const said = proseOf(text);
  if (said === null || /^(?:no|none|there (?:was|were) no)\b/i.test(said)) return [];
  const isClosed =
    /\b(?:closed|resolved|disclosed)\b/i.test(said) && !/\b(?:not|never|un\w+|still|partly)\b/i.test(said);
  return [{ text: said, atMs: dayIn(said), isClosed }];
}

const numbered = (incident: Omit<Incident, "id">, place: number): Incident => ({ id: `i-${place + 1}`, ...incident });

/** Midnight UTC of the first day that is named; 0 where none is. */
function dayIn(text: string): number {
  const [, year, month, day] = /\b((?:19|20)\d{2})-(\d{2})-(\d{2})\b/.exec(text) ?? [];
  const atMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return Number.isFinite(atMs) && atMs > 0 ? atMs : 0;
}
