import type { Subject } from "../dossier/subject.ts";
import { plain } from "./sentence.ts";

/** By what names the subject can be the origin of something, as `plain` gives them. */
export const subjectNames = ({ id, name, version }: Subject): ReadonlySet<string> =>
  new Set([id, name, `${name} ${version}`, `${id} ${version}`, `${name}-${version}`].map(plain));
