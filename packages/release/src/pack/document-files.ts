import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { type Case, lastOwn } from "../report/case.ts";
import type { ReportDocument } from "../report/document.ts";
import { mlBom } from "../report/ml-bom.ts";
import { documentsOf } from "../report/pack-documents.ts";
import { pageOf } from "../report/page.ts";
import { asCanonical } from "./manifest.ts";

/** Everything in a pack that follows from the records alone, as text by path. */
export function documentFiles(theCase: Case): ReadonlyMap<string, string> {
  const { frameworks, ...five } = documentsOf(theCase);
  return new Map([
    ...[...Object.values(five), ...frameworks].flatMap(filesOf),
    ["ml-bom.cdx.json", jsonFile(mlBom(theCase))] as const,
    ["sources.json", jsonFile(sourcesOf(theCase))] as const,
    ["policy.json", canonicalJson(asCanonical(theCase.material.policy))] as const,
  ]);
}

const filesOf = (document: ReportDocument): readonly (readonly [string, string])[] => [
  [`${document.document}.json`, jsonFile(asCanonical(document))],
  [`${document.document}.html`, pageOf(document)],
];

const jsonFile = (value: CanonicalValue): string => `${canonicalJson(value)}\n`;

/** The bytes of sources are not copied: whoever has them can hold them against these. */
const sourcesOf = (theCase: Case): CanonicalValue =>
  (lastOwn(theCase, "sources.examined")?.body.sources ?? []).map(({ id, digest, bytes, uri }) => ({
    id,
    digest,
    bytes,
    uri,
  }));
