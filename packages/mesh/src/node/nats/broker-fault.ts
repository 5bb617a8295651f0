import { errors } from "@nats-io/transport-node";

/** Why there is no connection to a broker, and what would mend it. Nothing of a secret is in it. */
export interface BrokerFault {
  readonly code: "MESH_BROKER_REFUSED" | "MESH_BROKER_TLS" | "MESH_BROKER_UNREACHABLE";
  readonly message: string;
}

/** What an attempt to connect failed with, in words for an operator. */
export function brokerFault(cause: unknown): BrokerFault {
  const [inner, outer] = [causeOf(cause), cause instanceof Error ? cause.message : String(cause)];
  if (cause instanceof errors.AuthorizationError) return refused(outer);
  if (cause instanceof errors.PermissionViolationError) return notAllowed(outer);
  if (cause instanceof errors.UserAuthenticationExpiredError) return refused(outer);
  if (isAboutTls(cause, inner, outer))
    return { code: "MESH_BROKER_TLS", message: tlsText(inner ?? codeOf(cause), outer) };
  if (cause instanceof errors.TimeoutError) return { code: "MESH_BROKER_UNREACHABLE", message: SILENT };
  return { code: "MESH_BROKER_UNREACHABLE", message: unreachableText(inner ?? codeOf(cause) ?? outer) };
}

const refused = (said: string): BrokerFault => ({
  code: "MESH_BROKER_REFUSED",
  message: `the server said "${said}"; give --nats-creds, or --nats-user with --nats-password-file, as the server knows them`,
});

const notAllowed = (said: string): BrokerFault => ({
  code: "MESH_BROKER_REFUSED",
  message: `the server said "${said}"; let this user publish and subscribe to plimsoll.>, and to $JS.> and _INBOX.> for the work queue`,
});

/** With TLS 1.3 a server that misses a client's certificate goes away without a word. */
const SILENT =
  "the server does not answer; if it asks clients for a certificate give --nats-tls-cert and --nats-tls-key, signed by its authority";

const isAboutTls = (cause: unknown, inner: string | undefined, message: string): boolean =>
  /CERT|TLS|SSL|SIGNATURE|X509|ISSUER/u.test(`${codeOf(cause)} ${inner}`) || /'tls'|certificate/iu.test(message);

function tlsText(code: string | undefined, said: string): string {
  if (said.includes("does not support 'tls'"))
    return "the server has no TLS; turn it on there: nothing is said without it";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return `${said}; connect by a name that is in the server's certificate`;
  if (code !== undefined && /VERIFY|SELF_SIGNED|ISSUER/u.test(code)) {
    return `${code}: the server's certificate is of an authority that is not trusted; give it with --nats-tls-ca`;
  }
  return `${code ?? said}; mend --nats-tls-ca, --nats-tls-cert and --nats-tls-key`;
}

const unreachableText = (what: string): string =>
  `${what}; it is tried again: start the server, or mend --nats if it never comes`;

const codeOf = (cause: unknown): string | undefined =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : undefined;

const causeOf = (cause: unknown): string | undefined => (cause instanceof Error ? codeOf(cause.cause) : undefined);
