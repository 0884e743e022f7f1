import createClient, { type Client } from "openapi-fetch";
import { RETRIES, retrying, type Retries, type Token } from "./retrying.js";
import type { paths } from "./schema.js";

export type * from "./schema.js";
export { RETRIES, type Retries, type Token };

export interface Options {
  baseUrl: string;
  token?: Token;
  /** That of the texts: ca, es or en. */
  language?: string;
  retries?: Partial<Retries>;
}

/**
 * A gateway, as one caller sees it: `const { data, error } = await rodem.POST("/v1/trips", { body: trip })`.
 *
 * `error` is the gateway's Problem (RFC 9457). Every POST has an Idempotency-Key, new unless you give one in
 * `params.header`, and is tried again with it until there is an answer or patience ends.
 */
export function createRodem({ baseUrl, token, language, retries }: Options): Client<paths> {
  return createClient<paths>({
    baseUrl,
    headers: language === undefined ? {} : { "Accept-Language": language },
    fetch: retrying(token, { ...RETRIES, ...retries }),
  });
}
