import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";

/** How the log names a subject: by the digest of its id, so that a log can be shown without its names. */
export const subjectKey = (id: string): Digest => digestOf(utf8(id));
