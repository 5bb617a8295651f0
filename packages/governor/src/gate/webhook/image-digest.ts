import { type Digest, isDigest } from "@plimsoll/foundation";

/** A name as the OCI distribution specification has it, with registry and tag: what stands before the `@`. */
const NAME = /^[a-z0-9][\w.:/-]{0,511}$/i;

/**
 * The digest that a reference pins (`name[:tag]@sha256:…`, OCI distribution specification); `null` if it pins none. A tag is
 * no pin: whoever holds the registry moves it.
 */
export function imageDigest(reference: string): Digest | null {
  const [name = "", digest = "", ...more] = reference.split("@", 3);
  return more.length === 0 && NAME.test(name) && isDigest(digest) ? digest : null;
}
