import { join } from "node:path";
import { type CopyOf, cleanCopy } from "./clean-copy.ts";
import { packCopy, type Tarball } from "./pack-copy.ts";
import { differing } from "./same-tarballs.ts";

interface PackRequest {
  readonly root: string;
  /** A folder for copies; the tarballs lie in its `tarballs` afterwards. */
  readonly work: string;
  readonly of: CopyOf;
  /** With two, a build that does not give the same bytes again is refused. */
  readonly copies: 1 | 2;
}

/**
 * Packs clean copies, each at a path of another length, so that no path can come into what is made.
 *
 * @throws where two copies gave different tarballs, with the names of their packages
 */
export function packFromCleanCopies({ root, work, of, copies }: PackRequest): readonly Tarball[] {
  const first = packed(root, of, join(work, "copy"), join(work, "tarballs"));
  if (copies === 1) return first;
  const second = packed(root, of, join(work, "at-another", "place"), join(work, "tarballs-again"));
  const unlike = differing(first, second);
  if (unlike.length > 0) throw new Error(`BUILD_NOT_REPRODUCIBLE: two clean copies differ in ${unlike.join(", ")}`);
  return first;
}

function packed(root: string, of: CopyOf, copy: string, into: string): readonly Tarball[] {
  cleanCopy(root, copy, of);
  return packCopy(copy, into);
}
